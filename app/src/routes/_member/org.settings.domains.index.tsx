import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, useNavigate } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { PlusIcon } from "../../../../ui/icons.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { AddDialog } from "../../hostnames/add-dialog.tsx";
import { HostnameList } from "../../hostnames/hostname-list.tsx";
import { PrimaryHostPanel } from "../../hostnames/primary-host-panel.tsx";
import { primaryHostQuery } from "../../hostnames/primary-host.ts";
import { hostnamesQuery } from "../../hostnames/queries.ts";
import { ReservedList } from "../../hostnames/reserved-list.tsx";
import { useMay } from "../../session/me.tsx";
import { Permitted } from "../../session/permitted.tsx";

export const Route = createFileRoute("/_member/org/settings/domains/")({ component: Domains });

function Domains(): JSX.Element {
  return (
    <Permitted action="hostnames:read" title="Domains">
      <Overview />
    </Permitted>
  );
}

function Overview(): JSX.Element {
  const may = useMay();
  const navigate = useNavigate();
  const [adding, setAdding] = createSignal(false);
  const hostnames = useQuery(() => hostnamesQuery);
  const primaryQuery = useQuery(() => primaryHostQuery);
  const primary = () => (primaryQuery.isPending ? undefined : primaryQuery.data);
  return (
    <>
      <PageHeader
        title="Domains"
        description="People can open this organization at a name of your own instead of ours."
        actions={
          <Show when={may("hostnames:update")}>
            <Button variant="primary" icon={PlusIcon} onClick={() => setAdding(true)}>
              Add a hostname
            </Button>
          </Show>
        }
      />
      <div class="grid grid-cols-1 gap-6">
        <Loaded query={hostnames}>
          {(list) => (
            <>
              <HostnameList hostnames={list()} primary={primary()} />
              <Show
                when={
                  list().some(({ lifecycleStatus }) => lifecycleStatus === "active") ||
                  (primary()?.hostnameId ?? null) !== null
                }
              >
                <Loaded query={primaryQuery}>
                  {(current) => <PrimaryHostPanel current={current()} hostnames={list()} />}
                </Loaded>
              </Show>
            </>
          )}
        </Loaded>
        <ReservedList />
      </div>
      <AddDialog
        open={adding()}
        onClose={() => setAdding(false)}
        onAdded={({ id }) => {
          // The focus goes back first: afterwards it belongs to the next page's heading.
          setAdding(false);
          void navigate({ to: "/org/settings/domains/$hostnameId", params: { hostnameId: id } });
        }}
      />
    </>
  );
}

import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { KeyIcon } from "../../../../ui/icons.tsx";
import { linkClass } from "../../../../ui/link.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { hasCode } from "../../../../ui/problem.ts";
import type { SsoProvider } from "../../api.gen/types.gen.ts";
import { useMay } from "../../session/me.tsx";
import { Permitted } from "../../session/permitted.tsx";
import { AddressesList } from "../../sso/addresses-list.tsx";
import { ConfirmNotice } from "../../sso/confirm-notice.tsx";
import { DeleteProviderDialog } from "../../sso/delete-provider-dialog.tsx";
import { DomainsPanel } from "../../sso/domains-panel.tsx";
import { HistoryPanel } from "../../sso/history-panel.tsx";
import { ProviderForm } from "../../sso/provider-form.tsx";
import { providerStatus, statusSentences } from "../../sso/provider-status.ts";
import { providerQuery } from "../../sso/queries.ts";
import { StatusBadge } from "../../sso/status-badge.tsx";
import { TestButton } from "../../sso/test-button.tsx";

export const Route = createFileRoute("/_member/sso/$providerId")({ component: Provider });

function Provider(): JSX.Element {
  const params = Route.useParams();
  return (
    <Permitted action="sso:read" title="Single sign-on">
      <Show when={params().providerId} keyed>
        {(id) => <Document id={id} />}
      </Show>
    </Permitted>
  );
}

function Document(props: { readonly id: string }): JSX.Element {
  const query = useQuery(() => providerQuery(props.id));
  return (
    <Show when={!(query.isError && hasCode(query.error, "NOT_FOUND"))} fallback={<Gone />}>
      <Loaded query={query}>{(provider) => <Pages provider={provider()} />}</Loaded>
    </Show>
  );
}

/** It was deleted, or never was: what happened to it is in the history. */
function Gone(): JSX.Element {
  return (
    <>
      <PageHeader title="Identity provider" />
      <Panel>
        <EmptyState
          icon={KeyIcon}
          title="There is no such provider"
          action={
            <Link to="/sso" class={buttonClass()}>
              To single sign-on
            </Link>
          }
        >
          It may have been deleted. The history of single sign-on says by whom.
        </EmptyState>
      </Panel>
    </>
  );
}

function Pages(props: { readonly provider: SsoProvider }): JSX.Element {
  const may = useMay();
  const [deleting, setDeleting] = createSignal(false);
  const status = () => providerStatus(props.provider);
  return (
    <>
      <PageHeader
        back={
          <Link to="/sso" class={linkClass}>
            Single sign-on
          </Link>
        }
        title={props.provider.label}
        badge={<StatusBadge provider={props.provider} />}
        // What an owner has to do about it is told below, with the button.
        description={status() === "needs-owner" ? undefined : statusSentences[status()]}
        actions={<TestButton provider={props.provider} label="Test the sign-in" />}
      />
      <div class="grid grid-cols-1 gap-6">
        <ConfirmNotice provider={props.provider} />
        <DomainsPanel provider={props.provider} />
        <Show when={may("sso:update")}>
          <ProviderForm provider={props.provider} />
        </Show>
        <Panel
          title="Addresses"
          description="What has to be entered at the provider, for each host of this organization."
        >
          <AddressesList provider={props.provider} />
        </Panel>
        <HistoryPanel provider={props.provider} />
        <Show when={may("sso:update")}>
          <Panel title="Delete" description="Nobody can sign in through it any more. People stay members.">
            <Button variant="danger" onClick={() => setDeleting(true)}>
              Delete this provider…
            </Button>
          </Panel>
        </Show>
      </div>
      <DeleteProviderDialog open={deleting()} provider={props.provider} onClose={() => setDeleting(false)} />
    </>
  );
}

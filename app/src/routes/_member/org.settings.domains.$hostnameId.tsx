import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../../ui/button.tsx";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { GlobeIcon } from "../../../../ui/icons.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { hasCode } from "../../../../ui/problem.ts";
import { readDnsProvider, type DnsProviderId } from "../../hostnames/dns-provider.ts";
import { HostnamePages } from "../../hostnames/hostname-pages.tsx";
import { hostnameQuery } from "../../hostnames/queries.ts";
import { Permitted } from "../../session/permitted.tsx";

/** Where the DNS is managed, in the page's address: a reload and whoever is sent the address see the same. */
interface HostnameSearch {
  readonly dns?: DnsProviderId;
}

export const Route = createFileRoute("/_member/org/settings/domains/$hostnameId")({
  validateSearch: (search: Record<string, unknown>): HostnameSearch => {
    const dns = readDnsProvider(search["dns"]);
    return dns === null ? {} : { dns };
  },
  component: Domain,
});

function Domain(): JSX.Element {
  const params = Route.useParams();
  return (
    <Permitted action="hostnames:read" title="Domains">
      <Show when={params().hostnameId} keyed>
        {(id) => <Document id={id} />}
      </Show>
    </Permitted>
  );
}

function Document(props: { readonly id: string }): JSX.Element {
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const query = useQuery(() => hostnameQuery(props.id));
  return (
    <Show when={!(query.isError && hasCode(query.error, "NOT_FOUND"))} fallback={<Gone />}>
      <Loaded query={query}>
        {(hostname) => (
          <HostnamePages
            hostname={hostname()}
            provider={search().dns ?? null}
            onProvider={(dns) => void navigate({ search: { dns }, replace: true, resetScroll: false })}
          />
        )}
      </Loaded>
    </Show>
  );
}

/** It was removed so long ago that nothing is left, or never was. */
function Gone(): JSX.Element {
  return (
    <>
      <PageHeader title="Domains" />
      <Panel>
        <EmptyState
          icon={GlobeIcon}
          title="There is no such hostname"
          action={
            <Link to="/org/settings/domains" class={buttonClass()}>
              To the domains
            </Link>
          }
        >
          It may have been removed. The audit log says by whom.
        </EmptyState>
      </Panel>
    </>
  );
}

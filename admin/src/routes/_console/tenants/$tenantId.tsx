import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { EmptyState } from "../../../../../ui/empty-state.tsx";
import { BuildingIcon } from "../../../../../ui/icons.tsx";
import { linkClass } from "../../../../../ui/link.tsx";
import { Loaded } from "../../../../../ui/loaded.tsx";
import { Notice } from "../../../../../ui/notice.tsx";
import { PageHeader } from "../../../../../ui/page-header.tsx";
import { Panel } from "../../../../../ui/panel.tsx";
import { hasCode } from "../../../../../ui/problem.ts";
import type { Tenant } from "../../../api.gen/types.gen.ts";
import { HostnamesPanel } from "../../../hostnames/hostnames-panel.tsx";
import { useMay } from "../../../operators/present-operator.tsx";
import { GatekeeperPanel } from "../../../tenants/gatekeeper-panel.tsx";
import { InvitationsPanel, PeoplePanel } from "../../../tenants/people-panels.tsx";
import { tenantQuery } from "../../../tenants/queries.ts";
import { StatusBadge } from "../../../tenants/status-badge.tsx";
import { TenantActs } from "../../../tenants/tenant-acts.tsx";
import { TenantFacts } from "../../../tenants/tenant-facts.tsx";

export const Route = createFileRoute("/_console/tenants/$tenantId")({
  remountDeps: ({ params }) => params,
  component: TenantPage,
});

function TenantPage(): JSX.Element {
  const params = Route.useParams();
  const tenant = useQuery(() => tenantQuery(params().tenantId));
  const known = () => (tenant.isPending ? undefined : tenant.data);
  return (
    <>
      <PageHeader
        title={known()?.name ?? (hasCode(tenant.error, "NOT_FOUND") ? "Unknown tenant" : "Tenant")}
        badge={<Show when={known()}>{(found) => <StatusBadge status={found().status} />}</Show>}
        back={
          <Link to="/tenants" class={linkClass}>
            Tenants
          </Link>
        }
        actions={<Show when={known()}>{(found) => <TenantActs tenant={found()} />}</Show>}
      />
      <Show when={!hasCode(tenant.error, "NOT_FOUND")} fallback={<NoSuchTenant />}>
        <Loaded query={tenant}>{(found) => <Sections tenant={found()} />}</Loaded>
      </Show>
    </>
  );
}

function Sections(props: { readonly tenant: Tenant }): JSX.Element {
  const may = useMay();
  return (
    <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,6fr)_minmax(0,5fr)]">
      <Show when={props.tenant.status === "suspended"}>
        <Notice tone="warning" title="Nobody can sign in" class="lg:col-span-2">
          {props.tenant.suspendedReason ?? "No reason was recorded."}
        </Notice>
      </Show>
      <div class="grid gap-5">
        <TenantFacts tenant={props.tenant} />
        <InvitationsPanel tenant={props.tenant} />
      </div>
      <PeoplePanel tenant={props.tenant} />
      <Show when={may("hostnames:read")}>
        <HostnamesPanel tenantId={props.tenant.id} class="lg:col-span-2" />
      </Show>
      <GatekeeperPanel tenantId={props.tenant.id} class="lg:col-span-2" />
    </div>
  );
}

function NoSuchTenant(): JSX.Element {
  return (
    <Panel>
      <EmptyState icon={BuildingIcon} title="There is no such tenant">
        The link may be mistyped.
      </EmptyState>
    </Panel>
  );
}

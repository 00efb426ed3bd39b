import { Link } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { DataTable, type Column } from "../../../ui/table.tsx";
import type { TenantSummary } from "../api.gen/types.gen.ts";
import { homeRegionName } from "./home-region.ts";
import { StatusBadge } from "./status-badge.tsx";

const columns: readonly Column<TenantSummary>[] = [
  {
    header: "Tenant",
    kind: "title",
    width: "w-[36%]",
    cell: (tenant) => (
      <div class="min-w-0">
        <Link
          to="/tenants/$tenantId"
          params={{ tenantId: tenant.id }}
          class="rounded-sm font-medium text-ink hover:underline hover:underline-offset-[3px]"
        >
          {tenant.name}
        </Link>
        <span class="block truncate font-mono text-xs text-muted">{tenant.slug}</span>
      </div>
    ),
  },
  { header: "Status", width: "w-32", cell: (tenant) => <StatusBadge status={tenant.status} /> },
  {
    header: "Members",
    align: "end",
    width: "w-24",
    cell: (tenant) => <span class="tabular-nums">{tenant.members.toLocaleString("en")}</span>,
  },
  { header: "Home region", width: "w-52", hiddenOnPhone: true, cell: (tenant) => homeRegionName(tenant.homeRegion) },
  {
    header: "Created",
    align: "end",
    cell: (tenant) => (
      <span class="text-muted">
        <RelativeTime at={tenant.createdAt} />
      </span>
    ),
  },
];

export function TenantTable(props: { readonly tenants: readonly TenantSummary[] }): JSX.Element {
  return <DataTable caption="Tenants, newest first" columns={columns} rows={props.tenants} />;
}

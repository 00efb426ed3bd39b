import type { JSX } from "solid-js";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import type { TenantSummary } from "../api.gen/types.gen.ts";

const looks: Readonly<Record<TenantSummary["status"], { readonly label: string; readonly tone: BadgeTone }>> = {
  active: { label: "Active", tone: "success" },
  suspended: { label: "Suspended", tone: "warning" },
  deleted: { label: "Deleted", tone: "neutral" },
};

export function StatusBadge(props: { readonly status: TenantSummary["status"] }): JSX.Element {
  return <Badge tone={looks[props.status].tone}>{looks[props.status].label}</Badge>;
}

import { Show, type JSX } from "solid-js";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { KeyIcon, StopIcon } from "../../../ui/icons.tsx";
import { Menu, type MenuAction } from "../../../ui/menu.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { DataTable, type Column } from "../../../ui/table.tsx";
import type { Operator } from "../api.gen/types.gen.ts";
import { useMay, usePresentOperator } from "./present-operator.tsx";
import { operatorRoleName } from "./role-name.ts";

/** What is about to be done to whom. */
export interface OperatorAct {
  readonly kind: "deactivate" | "reissue";
  readonly operator: Operator;
}

const statuses: Readonly<Record<Operator["status"], { readonly label: string; readonly tone: BadgeTone }>> = {
  invited: { label: "Invited", tone: "info" },
  active: { label: "Active", tone: "success" },
  deactivated: { label: "Deactivated", tone: "neutral" },
};

export function OperatorTable(props: {
  readonly operators: readonly Operator[];
  readonly onAct: (act: OperatorAct) => void;
}): JSX.Element {
  const may = useMay();
  const me = usePresentOperator();
  const acts = (operator: Operator): MenuAction[] => {
    if (!may("global-admins:manage") || operator.id === me().id) return [];
    const reissue = {
      label: operator.status === "invited" ? "New enrollment link…" : "Enroll again…",
      icon: KeyIcon,
      onSelect: () => props.onAct({ kind: "reissue", operator }),
    };
    const deactivate = {
      label: "Deactivate…",
      icon: StopIcon,
      danger: true,
      onSelect: () => props.onAct({ kind: "deactivate", operator }),
    };
    return [
      ...(operator.status === "active" ? [] : [reissue]),
      ...(operator.status === "deactivated" ? [] : [deactivate]),
    ];
  };

  const columns: readonly Column<Operator>[] = [
    {
      header: "Operator",
      kind: "title",
      width: "w-2/5",
      cell: (operator) => (
        <div class="min-w-0">
          <span class="flex items-baseline gap-2 font-medium text-ink">
            <span class="truncate">{operator.name ?? operator.email}</span>
            <Show when={operator.id === me().id}>
              <span class="text-xs font-normal text-muted">you</span>
            </Show>
          </span>
          <Show when={operator.name !== null}>
            <span class="block truncate text-sm text-muted">{operator.email}</span>
          </Show>
        </div>
      ),
    },
    { header: "Role", cell: (operator) => operatorRoleName(operator.role) },
    {
      header: "Status",
      cell: (operator) => <Badge tone={statuses[operator.status].tone}>{statuses[operator.status].label}</Badge>,
    },
    {
      header: "Since",
      align: "end",
      cell: (operator) => (
        <span class="text-muted">
          <RelativeTime at={operator.deactivatedAt ?? operator.enrolledAt ?? operator.createdAt} />
        </span>
      ),
    },
    {
      header: "Actions",
      kind: "actions",
      align: "end",
      width: "w-16",
      cell: (operator) => (
        <Show when={acts(operator).length > 0}>
          <Menu label={`Actions for ${operator.email}`} groups={acts(operator).map((action) => [action])} />
        </Show>
      ),
    },
  ];
  return <DataTable caption="Operators, oldest first" columns={columns} rows={props.operators} />;
}

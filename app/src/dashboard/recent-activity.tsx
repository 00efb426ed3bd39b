import { useQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { For, Show, type JSX } from "solid-js";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LogIcon } from "../../../ui/icons.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { AuditEntry } from "../audit/audit-entry.tsx";
import { recentActivityQuery } from "../audit/queries.ts";

export function RecentActivity(): JSX.Element {
  const query = useQuery(() => recentActivityQuery);
  return (
    <Panel
      title="Recent activity"
      flush
      actions={
        <Link to="/audit-log" class={`text-sm ${linkClass}`}>
          Audit log
        </Link>
      }
    >
      <Loaded query={query}>
        {(page) => (
          <Show
            when={page().items.length > 0}
            fallback={<EmptyState icon={LogIcon} title="Nothing has happened yet" />}
          >
            <ul class="divide-y divide-line">
              <For each={page().items}>
                {(log) => (
                  <li class="px-4 py-3 md:px-5">
                    <AuditEntry log={log} brief />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Panel>
  );
}

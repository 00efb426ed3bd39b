import { useInfiniteQuery } from "@tanstack/solid-query";
import { createFileRoute } from "@tanstack/solid-router";
import { For, Show, type JSX } from "solid-js";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { LogIcon } from "../../../../ui/icons.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { AuditEntry } from "../../audit/audit-entry.tsx";
import { byDay } from "../../audit/day.ts";
import { auditLogsQuery } from "../../audit/queries.ts";
import { Permitted } from "../../session/permitted.tsx";
import { LoadMore } from "../../../../ui/load-more.tsx";

export const Route = createFileRoute("/_member/audit-log")({ component: AuditLog });

function AuditLog(): JSX.Element {
  return (
    <Permitted action="audit-logs:read" title="Audit log">
      <PageHeader
        title="Audit log"
        description="Everything that was changed here, and by whom. Nothing can be taken out of it."
      />
      <Entries />
    </Permitted>
  );
}

function Entries(): JSX.Element {
  const query = useInfiniteQuery(() => auditLogsQuery);
  return (
    <Panel flush>
      <Loaded query={query}>
        {(data) => {
          const days = () =>
            byDay(
              data().pages.flatMap((page) => page.items),
              Date.now(),
            );
          return (
            <>
              <Show
                when={days().length > 0}
                fallback={
                  <EmptyState icon={LogIcon} title="Nothing has happened yet">
                    Sign-ins, invitations and changes will stand here.
                  </EmptyState>
                }
              >
                <For each={days()}>
                  {(day) => (
                    <section aria-label={day.name}>
                      <h2 class="border-b border-line bg-[color-mix(in_oklab,var(--sunken)_55%,var(--surface))] px-4 py-2 text-xs font-semibold text-muted md:px-5">
                        {day.name}
                      </h2>
                      <ul class="divide-y divide-line border-b border-line last:border-b-0">
                        <For each={day.items}>
                          {(log) => (
                            <li class="px-4 py-3.5 md:px-5">
                              <AuditEntry log={log} />
                            </li>
                          )}
                        </For>
                      </ul>
                    </section>
                  )}
                </For>
              </Show>
              <LoadMore query={query} label="Show what happened before" />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

import { useInfiniteQuery } from "@tanstack/solid-query";
import { createFileRoute } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { LogIcon } from "../../../../ui/icons.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { EntryList } from "../../audit/entry-list.tsx";
import { auditLogsQuery } from "../../audit/queries.ts";
import { useMay } from "../../operators/present-operator.tsx";
import { LoadMore } from "../../../../ui/load-more.tsx";

export const Route = createFileRoute("/_console/audit-log")({ component: AuditLogPage });

function AuditLogPage(): JSX.Element {
  const may = useMay();
  const log = useInfiniteQuery(() => auditLogsQuery);
  return (
    <>
      <PageHeader
        title="Audit log"
        description={
          may("audit-logs:read-admin")
            ? "What operators did, newest first. Entries cannot be changed or removed."
            : "What operators did to tenants, newest first. What concerns operators themselves is not shown to your role."
        }
      />
      <Panel flush>
        <Loaded query={log}>
          {(found) => {
            const entries = () => found().pages.flatMap(({ items }) => items);
            return (
              <Show
                when={entries().length > 0}
                fallback={
                  <EmptyState icon={LogIcon} title="Nothing has happened yet">
                    Everything operators do appears here.
                  </EmptyState>
                }
              >
                <EntryList entries={entries()} />
                <LoadMore query={log} label="Load more" />
              </Show>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

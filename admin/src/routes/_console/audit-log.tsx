import { keepPreviousData, useInfiniteQuery } from "@tanstack/solid-query";
import { createFileRoute, useNavigate } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { EntryDialog } from "../../../../ui/audit-log/entry-dialog.tsx";
import { ExportMenu } from "../../../../ui/audit-log/export-menu.tsx";
import { FilterBar } from "../../../../ui/audit-log/filter-bar.tsx";
import { Integrity } from "../../../../ui/audit-log/integrity.tsx";
import { isNarrowed, readAuditSearch, type AuditSearch } from "../../../../ui/audit-log/search.ts";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { LogIcon } from "../../../../ui/icons.tsx";
import { LoadMore } from "../../../../ui/load-more.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { verifyPlatformAuditLogs } from "../../api.gen/sdk.gen.ts";
import type { AuditLog } from "../../api.gen/types.gen.ts";
import { actorOptions, categoryOptions } from "../../audit/category-name.ts";
import { EntryList } from "../../audit/entry-list.tsx";
import { auditLogsQuery } from "../../audit/queries.ts";
import { auditSentence, sentenceText } from "../../audit/sentence.ts";
import { useMay } from "../../operators/present-operator.tsx";

export const Route = createFileRoute("/_console/audit-log")({
  validateSearch: (search: Record<string, unknown>): AuditSearch => readAuditSearch(search),
  component: AuditLogPage,
});

function AuditLogPage(): JSX.Element {
  const may = useMay();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const goTo = (next: AuditSearch) => void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <>
      <PageHeader
        title="Audit log"
        description={
          may("audit-logs:read-admin")
            ? "What operators did, newest first. Entries cannot be changed or removed unnoticed."
            : "What operators did to tenants, newest first. What concerns operators themselves is not shown to your role."
        }
        actions={<ExportMenu path="/api/admin/audit-logs/export" search={search()} />}
      />
      <Show when={may("audit-logs:read-admin")}>
        <Integrity
          ask={(after, signal) => verifyPlatformAuditLogs({ query: { after }, signal })}
          advice="Run npm run audit:verify with what the witness has seen, and find out who had the database."
        />
      </Show>
      <FilterBar
        search={search()}
        onChange={goTo}
        categories={categoryOptions(may("audit-logs:read-admin"))}
        actors={actorOptions}
      />
      <Entries search={search()} onSearch={goTo} />
    </>
  );
}

function Entries(props: {
  readonly search: AuditSearch;
  readonly onSearch: (search: AuditSearch) => void;
}): JSX.Element {
  const log = useInfiniteQuery(() => ({ ...auditLogsQuery(props.search), placeholderData: keepPreviousData }));
  const [opened, setOpened] = createSignal<AuditLog | null>(null);
  const sentence = () => {
    const entry = opened();
    return entry === null ? "" : `${sentenceText(auditSentence(entry))}.`;
  };
  return (
    <Panel flush>
      <Loaded query={log}>
        {(found) => {
          const entries = () => found().pages.flatMap(({ items }) => items);
          return (
            <Show
              when={entries().length > 0}
              fallback={
                <EmptyState
                  icon={LogIcon}
                  title={isNarrowed(props.search) ? "Nothing fits" : "Nothing has happened yet"}
                >
                  {isNarrowed(props.search)
                    ? "No entry has all of what you are looking for."
                    : "Everything operators do appears here."}
                </EmptyState>
              }
            >
              <EntryList entries={entries()} onOpen={setOpened} />
              <LoadMore query={log} label="Load more" />
            </Show>
          );
        }}
      </Loaded>
      <EntryDialog
        entry={opened()}
        sentence={sentence()}
        onClose={() => setOpened(null)}
        onSearch={(search) => {
          setOpened(null);
          props.onSearch(search);
        }}
      />
    </Panel>
  );
}

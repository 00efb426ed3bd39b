import { createFileRoute, useNavigate } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { ExportMenu } from "../../../../ui/audit-log/export-menu.tsx";
import { FilterBar } from "../../../../ui/audit-log/filter-bar.tsx";
import { Integrity } from "../../../../ui/audit-log/integrity.tsx";
import { readAuditSearch, type AuditSearch } from "../../../../ui/audit-log/search.ts";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { verifyAuditLogs } from "../../api.gen/sdk.gen.ts";
import { AuditTrail } from "../../audit/audit-trail.tsx";
import { actorOptions, categoryOptions } from "../../audit/category-name.ts";
import { Permitted } from "../../session/permitted.tsx";

export const Route = createFileRoute("/_member/audit-log")({
  validateSearch: (search: Record<string, unknown>): AuditSearch => readAuditSearch(search),
  component: AuditLog,
});

function AuditLog(): JSX.Element {
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const goTo = (next: AuditSearch) => void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <Permitted action="audit-logs:read" title="Audit log">
      <PageHeader
        title="Audit log"
        description="Everything that was changed here, and by whom. Nothing can be taken out of it unnoticed."
        actions={<ExportMenu path="/api/org/audit-logs/export" search={search()} />}
      />
      <Integrity
        ask={(after, signal) => verifyAuditLogs({ query: { after }, signal })}
        advice="Keep an export of this log and tell your service operator."
      />
      <FilterBar search={search()} onChange={goTo} categories={categoryOptions} actors={actorOptions} />
      <AuditTrail search={search()} onSearch={goTo} />
    </Permitted>
  );
}

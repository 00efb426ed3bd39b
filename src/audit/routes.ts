import { auditExportGuard } from "../attempts/guard.ts";
import { wasAskedByAnotherPage } from "../http/origin.ts";
import { pageFrom, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { answer, nothing } from "../http/route.ts";
import { streamOf } from "../http/stream.ts";
import { memberRoute } from "../server/route.ts";
import { memberContext } from "./context.ts";
import { auditLogPage, auditQuery, exportQuery } from "./contract.ts";
import { exportHeaders, exportMediaTypes, exportPages } from "./export.ts";
import { beginExport } from "./export-source.ts";
import { presentAuditLog } from "./presentation.ts";
import { listAuditLogs } from "./repository.ts";

export const auditRoutes = [
  memberRoute({
    method: "get",
    path: "/api/org/audit-logs",
    operation: "listAuditLogs",
    summary: "What happened in the organization, newest first; everything that is asked for must apply",
    action: "audit-logs:read",
    params: nothing,
    query: auditQuery,
    body: nothing,
    answers: { 200: auditLogPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const rows = await listAuditLogs(exchange.tenantDb(grant), query, after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.at, id: row.id }));
      return answer(200, { ...page, items: page.items.map(presentAuditLog) });
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/org/audit-logs/export",
    operation: "exportAuditLogs",
    summary: "All of the log that fits, oldest first, as CSV or JSON lines; ends early, and visibly, with the session",
    action: "audit-logs:read",
    params: nothing,
    query: exportQuery,
    body: nothing,
    answers: { 200: streamOf(...Object.values(exportMediaTypes)) },
    problems: [],
    guard: auditExportGuard,
    async handle({ exchange, admission, grant, query, isStillAllowed }) {
      // It would stand in the log as this member's doing, with what somebody else had them look for.
      if (wasAskedByAnotherPage(exchange.request)) return new Problem("ORIGIN_REFUSED");
      const { format, ...filter } = query;
      const context = memberContext(grant, exchange.client);
      const rows = await beginExport(exchange.tenantDb(grant), format, filter, context);
      exchange.announce(admission.tenant, ["audit-logs"]);
      const body = exchange.stream(exportPages(format, { rows, mayGoOn: isStillAllowed }));
      return answer(200, body, exportHeaders(format, grant.snapshot.slug, new Date()));
    },
  }),
];

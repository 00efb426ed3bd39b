import { operatorRoute } from "../admin/route.ts";
import { wasAskedByAnotherPage } from "../http/origin.ts";
import { pageFrom, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { answer, nothing } from "../http/route.ts";
import { streamOf } from "../http/stream.ts";
import { operatorMay } from "../operators/role.ts";
import { operatorContext } from "./context.ts";
import { auditLogPage, platformAuditQuery, platformExportQuery } from "./contract.ts";
import { exportHeaders, exportMediaTypes, exportPages } from "./export.ts";
import { beginPlatformExport } from "./export-source.ts";
import { presentAuditLog } from "./presentation.ts";
import { listPlatformAuditLogs } from "./repository.ts";

export const platformAuditRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/audit-logs",
    operation: "listPlatformAuditLogs",
    summary: "What operators did, newest first; what concerns operators themselves only to roles that may read it",
    action: "audit-logs:read",
    params: nothing,
    query: platformAuditQuery,
    body: nothing,
    answers: { 200: auditLogPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const withOperators = operatorMay(grant.operator.role, "audit-logs:read-admin");
      const rows = await listPlatformAuditLogs(exchange.controlDb().db, query, after.value, query.limit, withOperators);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.at, id: row.id }));
      return answer(200, { ...page, items: page.items.map(presentAuditLog) });
    },
  }),

  operatorRoute({
    method: "get",
    path: "/api/admin/audit-logs/export",
    operation: "exportPlatformAuditLogs",
    summary: "All of the platform's log that fits and that your role may read, oldest first, as CSV or JSON lines",
    action: "audit-logs:read",
    params: nothing,
    query: platformExportQuery,
    body: nothing,
    answers: { 200: streamOf(...Object.values(exportMediaTypes)) },
    problems: [],
    async handle({ exchange, grant, query, askAgain }) {
      // It would stand in the log as this operator's doing, with what somebody else had them look for.
      if (wasAskedByAnotherPage(exchange.request)) return new Problem("ORIGIN_REFUSED");
      const { format, ...filter } = query;
      const withOperators = operatorMay(grant.operator.role, "audit-logs:read-admin");
      const context = operatorContext(grant, exchange.client);
      const rows = await beginPlatformExport(exchange.controlDb().db, format, filter, withOperators, context);
      const mayGoOn = async (): Promise<boolean> => {
        const now = await askAgain();
        return now !== null && (!withOperators || operatorMay(now.operator.role, "audit-logs:read-admin"));
      };
      const body = exchange.stream(exportPages(format, { rows, mayGoOn }));
      return answer(200, body, exportHeaders(format, "platform", new Date()));
    },
  }),
];

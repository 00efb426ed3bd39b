import { operatorRoute } from "../admin/route.ts";
import { pageFrom, pageQuery, pageStart } from "../http/page.ts";
import { answer, nothing } from "../http/route.ts";
import { operatorMay } from "../operators/role.ts";
import { auditLogPage } from "./contract.ts";
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
    query: pageQuery,
    body: nothing,
    answers: { 200: auditLogPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const withOperators = operatorMay(grant.operator.role, "audit-logs:read-admin");
      const rows = await listPlatformAuditLogs(exchange.controlDb().db, after.value, query.limit, withOperators);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.at, id: row.id }));
      return answer(200, { ...page, items: page.items.map(presentAuditLog) });
    },
  }),
];

import { pageFrom, pageQuery, pageStart } from "../http/page.ts";
import { answer, nothing } from "../http/route.ts";
import { memberRoute } from "../server/route.ts";
import { auditLogPage } from "./contract.ts";
import { presentAuditLog } from "./presentation.ts";
import { listAuditLogs } from "./repository.ts";

export const auditRoutes = [
  memberRoute({
    method: "get",
    path: "/api/org/audit-logs",
    operation: "listAuditLogs",
    summary: "What happened in the organization, newest first",
    action: "audit-logs:read",
    params: nothing,
    query: pageQuery,
    body: nothing,
    answers: { 200: auditLogPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const rows = await listAuditLogs(exchange.tenantDb(grant), after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.at, id: row.id }));
      return answer(200, { ...page, items: page.items.map(presentAuditLog) });
    },
  }),
];

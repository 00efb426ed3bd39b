import { sql } from "drizzle-orm";
import { operatorRoute } from "../admin/route.ts";
import { isoInstant } from "../database/instant.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { queues } from "../operators/contract.ts";

export const queueRoutes = [
  operatorRoute({
    method: "get",
    path: "/api/admin/system/queues",
    operation: "listQueues",
    summary: "What waits in the tenants' outboxes, by kind",
    action: "system:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: queues },
    problems: [],
    async handle({ exchange }) {
      const found = await exchange
        .controlDb()
        .db.execute<{ kind: string; waiting: string; failing: string; oldest: string }>(
          sql`select kind, waiting, failing, oldest from lookup_outbox_depth() order by kind`,
        );
      const items = found.rows.map((row) => ({
        kind: row.kind,
        waiting: Number(row.waiting),
        failing: Number(row.failing),
        oldest: isoInstant(row.oldest),
      }));
      return answer(200, { items, nextCursor: null });
    },
  }),
];

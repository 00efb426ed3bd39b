import type { z } from "@hono/zod-openapi";
import { isoInstant } from "../database/instant.ts";
import type { auditLog } from "./contract.ts";
import type { Actor } from "./event.ts";
import type { auditLogs, platformAuditLogs } from "./table.ts";

/** An audit row, a tenant's or the platform's, as the API shows it. */
export function presentAuditLog(
  row: typeof platformAuditLogs.$inferSelect | typeof auditLogs.$inferSelect,
): z.input<typeof auditLog> {
  return {
    id: row.id,
    event: row.event,
    actor: { type: row.actorType as Actor["type"], id: row.actorId, name: row.actorName },
    target:
      row.targetType === null || row.targetId === null
        ? null
        : { type: row.targetType, id: row.targetId, name: row.targetName },
    at: isoInstant(row.at),
    requestId: row.requestId,
    address: row.address,
    userAgent: row.userAgent,
    data: row.data,
  };
}

import type { z } from "@hono/zod-openapi";
import { isoInstant } from "../database/instant.ts";
import type { auditLog } from "./contract.ts";
import { classOf, type Actor } from "./event.ts";
import type { auditLogs, platformAuditLogs } from "./table.ts";

/** A row of a tenant's log or of the platform's. */
export type AuditRow = typeof platformAuditLogs.$inferSelect | typeof auditLogs.$inferSelect;

/** An audit row as the API shows it. */
export function presentAuditLog(row: AuditRow): z.input<typeof auditLog> {
  const eventClass = classOf(row.event);
  return {
    id: row.id,
    event: row.event,
    category: eventClass?.category ?? null,
    outcome: eventClass?.outcome ?? null,
    severity: eventClass?.severity ?? null,
    actor: { type: row.actorType as Actor["type"], id: row.actorId, name: row.actorName },
    target:
      row.targetType === null || row.targetId === null
        ? null
        : { type: row.targetType, id: row.targetId, name: row.targetName },
    at: isoInstant(row.at),
    requestId: row.requestId,
    correlationId: row.correlationId,
    address: row.address,
    userAgent: row.userAgent,
    data: row.data,
  };
}

export type ExportedEntry = ReturnType<typeof presentExported>;

/** A row with its place in its log's chain, and the hash there: null for readers who must not count what lies between. */
export type ChainedRow = AuditRow & { readonly sequence: number | null; readonly hash: string | null };

/** An audit row as an export has it: with its time to the microsecond, and what its chain says of it. */
export function presentExported(row: ChainedRow) {
  const [, fraction = ""] = /\.(\d{1,6})/.exec(row.at) ?? [];
  const at = `${isoInstant(row.at).slice(0, 19)}.${fraction.padEnd(6, "0")}Z`;
  return { sequence: row.sequence, ...presentAuditLog(row), at, hash: row.hash };
}

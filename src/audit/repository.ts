import { and, desc, eq, lt, or } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { auditLogs } from "./table.ts";

/** The tenant's audit log, newest first, `limit + 1` rows after a position. */
export function listAuditLogs({ db, organizationId }: TenantStatements, after: Position | null, limit: number) {
  const own = eq(auditLogs.organizationId, organizationId);
  return db
    .select()
    .from(auditLogs)
    .where(
      after === null
        ? own
        : and(own, or(lt(auditLogs.at, after.at), and(eq(auditLogs.at, after.at), lt(auditLogs.id, after.id)))),
    )
    .orderBy(desc(auditLogs.at), desc(auditLogs.id))
    .limit(limit + 1);
}

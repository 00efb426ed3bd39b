import { and, desc, eq, lt, notLike, or } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

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

/** The platform's own log, newest first, `limit + 1` rows after a position, with or without what concerns operators. */
export function listPlatformAuditLogs(
  db: NodePgDatabase,
  after: Position | null,
  limit: number,
  withOperators: boolean,
) {
  const { at, id, event } = platformAuditLogs;
  return db
    .select()
    .from(platformAuditLogs)
    .where(
      and(
        withOperators ? undefined : notLike(event, "admin.%"),
        after === null ? undefined : or(lt(at, after.at), and(eq(at, after.at), lt(id, after.id))),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit + 1);
}

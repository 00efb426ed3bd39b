import { and, desc, eq, lt, lte, or, type SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { platformCondition, tenantCondition } from "./condition.ts";
import type { AuditFilter } from "./contract.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

type Table = typeof auditLogs | typeof platformAuditLogs;

/** The tenant's audit log, newest first, `limit + 1` rows after a position. */
export function listAuditLogs(
  { db, organizationId }: TenantStatements,
  filter: AuditFilter,
  after: Position | null,
  limit: number,
) {
  return db
    .select()
    .from(auditLogs)
    .where(and(tenantCondition(organizationId, filter), olderThan(auditLogs, after)))
    .orderBy(desc(auditLogs.at), desc(auditLogs.id))
    .limit(limit + 1);
}

/** The platform's own log, newest first, `limit + 1` rows after a position, with or without what concerns operators. */
export function listPlatformAuditLogs(
  db: NodePgDatabase,
  filter: AuditFilter,
  after: Position | null,
  limit: number,
  withOperators: boolean,
) {
  return db
    .select()
    .from(platformAuditLogs)
    .where(and(platformCondition(filter, withOperators), olderThan(platformAuditLogs, after)))
    .orderBy(desc(platformAuditLogs.at), desc(platformAuditLogs.id))
    .limit(limit + 1);
}

/** The first comparison bounds the index; the second breaks ties. */
function olderThan({ at, id }: Table, position: Position | null): SQL | undefined {
  if (position === null) return undefined;
  return and(lte(at, position.at), or(lt(at, position.at), and(eq(at, position.at), lt(id, position.id))));
}

import { and, asc, eq, getTableColumns, gt, lte, sql, type SQL } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { auditHeads, auditLinks, platformAuditHead, platformAuditLinks } from "../audit-chain/table.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { platformCondition, tenantCondition } from "./condition.ts";
import type { AuditFilter, ExportFormat } from "./contract.ts";
import type { AuditContext } from "./event.ts";
import type { ExportedRows } from "./export.ts";
import { recordAudit, recordPlatformAudit } from "./record.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

/*
 * An export holds what stood in the log when it began, in the order of the log's chain. No transaction stays open for
 * it, which would hold back the database's housekeeping for as long as somebody reads: rows do not change, and get
 * their place in the chain as they are committed, so that "up to this place" means the same on every page. Only what
 * expires meanwhile is missing. It is audited before its first byte leaves.
 */

/** Begins an export of the tenant's log: writes its audit row and returns where its rows come from. */
export async function beginExport(
  tenantDb: TenantDb,
  format: ExportFormat,
  filter: AuditFilter,
  context: AuditContext,
): Promise<ExportedRows> {
  const { organizationId } = tenantDb;
  const condition = tenantCondition(organizationId, filter);
  const ownLinks = eq(auditLinks.organizationId, organizationId);
  const extent = await tenantDb.transaction(async (tx) => {
    const { rows, ...places } = await extentOf(tx.db, {
      last: sql`select ${auditHeads.sequence} from ${auditHeads} where ${auditHeads.organizationId} = ${organizationId}`,
      first: sql`select min(${auditLinks.sequence}) from ${auditLinks} where ${ownLinks}`,
      rows: sql`select count(*) from ${auditLogs} where ${condition}`,
    });
    const target = { type: "audit-logs", id: organizationId, name: null } as const;
    await recordAudit(tx, { event: "audit-logs.exported", target, data: { format, filters: filter, rows } }, context);
    return places;
  });
  const between = (after: number, through: number) => {
    const row = tenantDb.db
      .select()
      .from(auditLogs)
      .where(and(eq(auditLogs.organizationId, organizationId), eq(auditLogs.id, auditLinks.auditLogId)))
      .limit(1)
      .as("audit_logs");
    return tenantDb.db
      .select({ ...getTableColumns(auditLogs), sequence: auditLinks.sequence, hash: auditLinks.hash })
      .from(auditLinks)
      .innerJoinLateral(row, sql`true`)
      .where(and(ownLinks, gt(auditLinks.sequence, after), lte(auditLinks.sequence, through), condition))
      .orderBy(asc(auditLinks.sequence));
  };
  return { ...extent, between };
}

/*
 * A page is a stretch of the chain, whatever of it fits the filter, and each of its rows is looked up by its id: a plan
 * that depends on nothing the database believes about the filter, so that every page costs the same.
 */

/** The same of the platform's log. */
export async function beginPlatformExport(
  db: NodePgDatabase,
  format: ExportFormat,
  filter: AuditFilter,
  withOperators: boolean,
  context: AuditContext,
): Promise<ExportedRows> {
  const condition = platformCondition(filter, withOperators);
  const { sequence, hash, auditLogId } = platformAuditLinks;
  const extent = await db.transaction(async (tx) => {
    const { rows, ...places } = await extentOf(tx, {
      last: sql`select ${platformAuditHead.sequence} from ${platformAuditHead}`,
      first: sql`select min(${sequence}) from ${platformAuditLinks}`,
      rows: sql`select count(*) from ${platformAuditLogs} where ${condition ?? sql`true`}`,
    });
    const data = { format, filters: filter, rows };
    await recordPlatformAudit(tx, { event: "admin.audit_logs_exported", target: null, data }, context);
    return places;
  });
  // Places that are left out would tell how many rows of `admin.*` there are.
  const place = withOperators
    ? { sequence, hash }
    : { sequence: sql<number | null>`null::bigint`, hash: sql<string | null>`null::text` };
  const between = (after: number, through: number) => {
    const row = db
      .select()
      .from(platformAuditLogs)
      .where(eq(platformAuditLogs.id, auditLogId))
      .limit(1)
      .as("platform_audit_logs");
    return db
      .select({ ...getTableColumns(platformAuditLogs), ...place })
      .from(platformAuditLinks)
      .innerJoinLateral(row, sql`true`)
      .where(and(gt(sequence, after), lte(sequence, through), condition))
      .orderBy(asc(sequence));
  };
  return { ...extent, between };
}

/** What there is at one moment: in one statement, because two may see different ones. */
async function extentOf(
  db: NodePgDatabase,
  { first, last, rows }: { readonly first: SQL; readonly last: SQL; readonly rows: SQL },
): Promise<{ readonly after: number; readonly upTo: number; readonly rows: number }> {
  const { rows: found } = await db.execute<{ first: number | null; last: number | null; rows: number }>(
    sql`select (${first})::float8 as first, (${last})::float8 as last, (${rows})::float8 as rows`,
  );
  const [extent] = found;
  return { after: (extent?.first ?? 1) - 1, upTo: extent?.last ?? 0, rows: extent?.rows ?? 0 };
}

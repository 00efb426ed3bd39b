import { and, asc, count, eq, getTableColumns, gt, lte } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { auditHeads, auditLinks, platformAuditHead, platformAuditLinks } from "../audit-chain/table.ts";
import type { TenantDb, TenantStatements } from "../database/tenant-db.ts";
import { platformCondition, tenantCondition } from "./condition.ts";
import type { AuditFilter, ExportFormat } from "./contract.ts";
import type { AuditContext } from "./event.ts";
import type { ExportPage } from "./export.ts";
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
): Promise<ExportPage> {
  const upTo = await tenantDb.transaction(async (tx) => {
    const [head] = await tx.db
      .select({ sequence: auditHeads.sequence })
      .from(auditHeads)
      .where(eq(auditHeads.organizationId, tx.organizationId));
    const last = head?.sequence ?? 0;
    const rows = await countRows(tx, filter, last);
    const target = { type: "audit-logs", id: tx.organizationId, name: null } as const;
    await recordAudit(tx, { event: "audit-logs.exported", target, data: { format, filters: filter, rows } }, context);
    return last;
  });
  return (after, limit) => selectRows(tenantDb, filter, after, upTo, limit);
}

/** The same of the platform's log. */
export async function beginPlatformExport(
  db: NodePgDatabase,
  format: ExportFormat,
  filter: AuditFilter,
  withOperators: boolean,
  context: AuditContext,
): Promise<ExportPage> {
  const upTo = await db.transaction(async (tx) => {
    const [head] = await tx.select({ sequence: platformAuditHead.sequence }).from(platformAuditHead);
    const last = head?.sequence ?? 0;
    const rows = await countPlatformRows(tx, filter, withOperators, last);
    await recordPlatformAudit(
      tx,
      { event: "admin.audit_logs_exported", target: null, data: { format, filters: filter, rows } },
      context,
    );
    return last;
  });
  return (after, limit) => selectPlatformRows(db, filter, withOperators, after, upTo, limit);
}

const place = { sequence: auditLinks.sequence, hash: auditLinks.hash };
const platformPlace = { sequence: platformAuditLinks.sequence, hash: platformAuditLinks.hash };

const linked = and(eq(auditLogs.organizationId, auditLinks.organizationId), eq(auditLogs.id, auditLinks.auditLogId));
const platformLinked = eq(platformAuditLogs.id, platformAuditLinks.auditLogId);

async function countRows({ db, organizationId }: TenantStatements, filter: AuditFilter, upTo: number) {
  const [counted] = await db
    .select({ rows: count() })
    .from(auditLogs)
    .innerJoin(auditLinks, linked)
    .where(and(tenantCondition(organizationId, filter), lte(auditLinks.sequence, upTo)));
  return counted?.rows ?? 0;
}

function selectRows(
  { db, organizationId }: TenantStatements,
  filter: AuditFilter,
  after: number,
  upTo: number,
  limit: number,
) {
  const own = eq(auditLinks.organizationId, organizationId);
  return db
    .select({ ...getTableColumns(auditLogs), ...place })
    .from(auditLinks)
    .innerJoin(auditLogs, linked)
    .where(
      and(own, gt(auditLinks.sequence, after), lte(auditLinks.sequence, upTo), tenantCondition(organizationId, filter)),
    )
    .orderBy(asc(auditLinks.sequence))
    .limit(limit);
}

async function countPlatformRows(db: NodePgDatabase, filter: AuditFilter, withOperators: boolean, upTo: number) {
  const [counted] = await db
    .select({ rows: count() })
    .from(platformAuditLogs)
    .innerJoin(platformAuditLinks, platformLinked)
    .where(and(platformCondition(filter, withOperators), lte(platformAuditLinks.sequence, upTo)));
  return counted?.rows ?? 0;
}

function selectPlatformRows(
  db: NodePgDatabase,
  filter: AuditFilter,
  withOperators: boolean,
  after: number,
  upTo: number,
  limit: number,
) {
  const { sequence } = platformAuditLinks;
  return db
    .select({ ...getTableColumns(platformAuditLogs), ...platformPlace })
    .from(platformAuditLinks)
    .innerJoin(platformAuditLogs, platformLinked)
    .where(and(gt(sequence, after), lte(sequence, upTo), platformCondition(filter, withOperators)))
    .orderBy(asc(sequence))
    .limit(limit);
}

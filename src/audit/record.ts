import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { TenantStatements } from "../database/tenant-db.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import type { AuditContext, AuditEntry, PlatformEvent, TenantEvent } from "./event.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

/**
 * The row that goes into a tenant's audit log, in the transaction of the change it tells of. The id may be given
 * to make a replay harmless: a second row with it is not written.
 */
export function auditRow(
  organizationId: string,
  entry: AuditEntry,
  context: AuditContext,
  id = newIdentifier("aud"),
): typeof auditLogs.$inferInsert {
  return { organizationId, ...rowOf(entry, context, id) };
}

/** The insert of {@link auditRow}, to be awaited in a transaction or handed to a batch. */
export function recordAudit(
  statements: TenantStatements,
  entry: AuditEntry,
  context: AuditContext,
  id = newIdentifier("aud"),
) {
  return statements.db
    .insert(auditLogs)
    .values(auditRow(statements.organizationId, entry, context, id))
    .onConflictDoNothing();
}

/** The row of the platform's own log: an operator's act on a tenant writes both, in one transaction. */
export function platformAuditRow(
  entry: AuditEntry<PlatformEvent | TenantEvent>,
  context: AuditContext,
  id = newIdentifier("aud"),
): typeof platformAuditLogs.$inferInsert {
  return rowOf(entry, context, id);
}

/** The insert of {@link platformAuditRow}. */
export function recordPlatformAudit(
  db: NodePgDatabase,
  entry: AuditEntry<PlatformEvent | TenantEvent>,
  context: AuditContext,
) {
  return db.insert(platformAuditLogs).values(platformAuditRow(entry, context));
}

/**
 * An operator's act on a tenant: its row in the tenant's log and its row in the platform's, which also says where, for
 * one batch.
 */
export function recordOperatorAct(
  statements: TenantStatements,
  entry: AuditEntry,
  context: AuditContext,
  slug: string,
) {
  const data = { ...entry.data, organizationId: statements.organizationId, slug };
  return [
    recordAudit(statements, entry, context),
    recordPlatformAudit(statements.db, { ...entry, data }, context),
  ] as const;
}

function rowOf(entry: AuditEntry<string>, context: AuditContext, id: string) {
  return {
    id,
    event: entry.event,
    actorType: context.actor.type,
    actorId: context.actor.id,
    actorName: context.actor.name,
    targetType: entry.target?.type ?? null,
    targetId: entry.target?.id ?? null,
    targetName: entry.target?.name ?? null,
    requestId: context.requestId,
    address: context.address,
    userAgent: context.userAgent,
    data: entry.data ?? {},
  };
}

import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { TenantStatements } from "../database/tenant-db.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import {
  classOf,
  nobodyKnown,
  type AuditContext,
  type AuditEntry,
  type PlatformEvent,
  type Target,
  type TenantEvent,
} from "./event.ts";
import { redactData, typedAddress } from "./field.ts";
import { auditLogs, platformAuditLogs } from "./table.ts";

/*
 * The only place where audit rows are made. What an event's class does not declare never gets into one.
 */

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

/** Which tenant a row of the platform's log is about. */
export interface AboutTenant {
  readonly organizationId: string;
  /** Where it is known: people read it. */
  readonly slug?: string;
}

/** The row of the platform's own log: an operator's act on a tenant writes both, in one transaction. */
export function platformAuditRow(
  entry: AuditEntry<PlatformEvent | TenantEvent>,
  context: AuditContext,
  about: AboutTenant | null = null,
  id = newIdentifier("aud"),
): typeof platformAuditLogs.$inferInsert {
  const row = rowOf(entry, context, id);
  return about === null ? row : { ...row, data: { ...row.data, ...about } };
}

/** The insert of {@link platformAuditRow}. */
export function recordPlatformAudit(
  db: NodePgDatabase,
  entry: AuditEntry<PlatformEvent | TenantEvent>,
  context: AuditContext,
  about: AboutTenant | null = null,
) {
  return db.insert(platformAuditLogs).values(platformAuditRow(entry, context, about));
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
  const { organizationId } = statements;
  return [
    recordAudit(statements, entry, context),
    recordPlatformAudit(statements.db, entry, context, { organizationId, slug }),
  ] as const;
}

function rowOf(entry: AuditEntry<PlatformEvent | TenantEvent>, context: AuditContext, id: string) {
  const eventClass = classOf(entry.event);
  if (eventClass === null) throw new Error(`The audit log knows no event ${entry.event}`);
  const target = eventClass.targetWasTyped === true ? asTyped(entry.target) : entry.target;
  return {
    id,
    event: entry.event,
    actorType: context.actor.type,
    actorId: context.actor.id,
    actorName: context.actor.name,
    targetType: target?.type ?? null,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
    requestId: context.requestId,
    correlationId: context.correlationId ?? context.requestId,
    address: context.address,
    userAgent: context.userAgent,
    data: redactData(eventClass.data, entry.data ?? {}),
  };
}

function asTyped(target: Target | null): Target | null {
  if (target === null || target.name === null) return target;
  return { ...target, name: typedAddress(target.name, target.id !== nobodyKnown) };
}

import { and, eq, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import { auditRow, platformAuditRow } from "../src/audit/record.ts";
import { auditLogs, platformAuditLogs } from "../src/audit/table.ts";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import { sessions, users } from "../src/identity/table.ts";
import { organizations } from "../src/organizations/table.ts";
import type { Effect } from "./effect.ts";

/** Writes effects to Postgres in one transaction and one flight. */
export async function writeEffects(db: TenantDb, effects: readonly Effect[]): Promise<void> {
  await db.batch((statements) => effects.flatMap((effect) => statementsOf(effect, statements)));
}

/** Brings to Postgres when sessions were last used. A record only: nothing is decided by it. */
export async function writeLastSeen(
  db: TenantDb,
  seen: readonly { readonly id: string; readonly lastSeenAt: number }[],
): Promise<void> {
  const times = sql.join(
    seen.map(({ id, lastSeenAt }) => sql`when ${id} then to_timestamp(${lastSeenAt / 1000}::float8)`),
    sql` `,
  );
  await db.db
    .update(sessions)
    .set({ lastSeenAt: sql`case ${sessions.id} ${times} end` })
    .where(
      and(
        eq(sessions.organizationId, db.organizationId),
        inArray(
          sessions.id,
          seen.map(({ id }) => id),
        ),
      ),
    );
}

/** The audit rows come first: with `on conflict do nothing`, a replay leaves them as they are. */
function statementsOf(effect: Effect, statements: TenantStatements) {
  return [...auditStatements(effect, statements), ...scopeStatements(effect, statements)];
}

function auditStatements({ audit, at }: Effect, { db, organizationId }: TenantStatements) {
  if (audit === null) return [];
  const when = { at: new Date(at).toISOString() };
  const own = { ...auditRow(organizationId, audit.entry, audit.context, audit.id), ...when };
  const inserts = [db.insert(auditLogs).values(own).onConflictDoNothing()];
  if (audit.platformId === null) return inserts;
  const platform = {
    ...platformAuditRow(audit.entry, audit.context, { organizationId }, audit.platformId),
    ...when,
  };
  return [...inserts, db.insert(platformAuditLogs).values(platform).onConflictDoNothing()];
}

function scopeStatements(effect: Effect, { db, organizationId }: TenantStatements) {
  const { scope, revision, reason, at } = effect;
  const own = and(eq(sessions.organizationId, organizationId), isNull(sessions.revokedAt));
  const revoke = (which: ReturnType<typeof and>) =>
    db
      .update(sessions)
      .set({ revokedAt: new Date(at), revokedReason: reason })
      .where(and(own, which));
  const below = lt(sessions.asOf, revision);
  switch (scope.kind) {
    case "session":
      return [revoke(eq(sessions.id, scope.sessionId))];
    case "user":
      return [
        db
          .update(users)
          .set({ epoch: sql`greatest(${users.epoch}, ${revision})` })
          .where(and(eq(users.organizationId, organizationId), eq(users.id, scope.userId))),
        revoke(
          and(
            eq(sessions.userId, scope.userId),
            below,
            scope.except === null ? undefined : ne(sessions.id, scope.except),
          ),
        ),
      ];
    case "host":
      return [revoke(and(eq(sessions.host, scope.host), below))];
    case "passwords":
      return [revoke(and(inArray(sessions.method, ["password", "invitation"]), below))];
    case "organization":
      return [
        db
          .update(organizations)
          .set({ sessionVersion: sql`greatest(${organizations.sessionVersion}, ${revision})` })
          .where(eq(organizations.id, organizationId)),
        revoke(below),
      ];
  }
}

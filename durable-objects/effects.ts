import { and, eq, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import { auditRow, platformAuditRow } from "../src/audit/record.ts";
import { auditLogs, platformAuditLogs } from "../src/audit/table.ts";
import { isDatabaseUnavailable } from "../src/database/failure.ts";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import { sessions, users } from "../src/identity/table.ts";
import { organizations } from "../src/organizations/table.ts";
import { backoff } from "./alarm.ts";
import type { Effect } from "./effect.ts";
import type { Storage } from "./storage.ts";

/**
 * Writes the effects that are due. One that Postgres refuses is kept, with the error, and does not hold up the others.
 *
 * @throws when Postgres is out of reach; the effects are then due again later
 */
export async function drainEffects(storage: Storage, db: TenantDb, now: () => number): Promise<void> {
  for (;;) {
    const due = storage.dueEffects(now(), effectsAtOnce);
    for (const { id, effect, attempts } of due) {
      try {
        await db.batch((statements) => statementsOf(effect, statements));
      } catch (error) {
        const retryAt = now() + backoff(attempts + 1, Math.random(), longestRetryMilliseconds);
        storage.transaction(() => storage.postponeEffect(id, retryAt, String(error)));
        if (isDatabaseUnavailable(error)) throw error;
        console.error(`Effect ${id} of ${db.organizationId} failed:`, error);
        continue;
      }
      storage.transaction(() => storage.removeEffect(id));
    }
    if (due.length < effectsAtOnce) return;
  }
}

const effectsAtOnce = 50;
const longestRetryMilliseconds = 30_000;

/** One flight. The audit rows come first: with `on conflict do nothing`, a replay leaves them as they are. */
function statementsOf(effect: Effect, statements: TenantStatements) {
  return [...auditStatements(effect, statements), ...scopeStatements(effect, statements)];
}

function auditStatements({ audit, at }: Effect, { db, organizationId }: TenantStatements) {
  if (audit === null) return [];
  const when = { at: new Date(at).toISOString() };
  const own = { ...auditRow(organizationId, audit.entry, audit.context, audit.id), ...when };
  const inserts = [db.insert(auditLogs).values(own).onConflictDoNothing()];
  if (audit.platformId === null) return inserts;
  const entry = { ...audit.entry, data: { ...audit.entry.data, organizationId } };
  const platform = { ...platformAuditRow(entry, audit.context, audit.platformId), ...when };
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

/** Brings to Postgres when sessions were last used. A record only: nothing is decided by it. */
export async function reportLastSeen(storage: Storage, db: TenantDb): Promise<void> {
  const seen = storage.sessions.unreported(reportedAtOnce);
  if (seen.length === 0) return;
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
  storage.transaction(() => storage.sessions.markReported(seen));
}

const reportedAtOnce = 200;

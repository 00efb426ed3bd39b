import { and, asc, eq, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import type { TenantDb } from "../src/database/tenant-db.ts";
import { verifications } from "../src/identity/table.ts";
import { errorText } from "../src/log/error-description.ts";
import { logFailure } from "../src/log/log.ts";
import { outboxMessage, type OutboxMessage } from "../src/outbox/message.ts";
import { outbox } from "../src/outbox/table.ts";
import { ssoFlows } from "../src/sso/table.ts";
import { backoff } from "./alarm.ts";

/** A row of the outbox in the hands of this gatekeeper. */
export interface OutboxRow {
  readonly id: number;
  readonly message: OutboxMessage;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Does what a row asks for. Must bear being asked twice; throws when it could not be done. A text says why it was not. */
export type Deliver = (row: OutboxRow, db: TenantDb) => Promise<"done" | { readonly skipped: string }>;

/**
 * Delivers what waits in the tenant's outbox. Rows are claimed in one transaction, delivered in none, and marked in
 * another: no row is locked while something outside takes its time. A gatekeeper that dies in between loses only its
 * claim, which runs out.
 *
 * @returns milliseconds until the next row is due, null when none is left
 * @throws when Postgres is out of reach
 */
export async function drainOutbox(db: TenantDb, deliver: Deliver): Promise<number | null> {
  for (let round = 0; round < roundsPerDrain; round += 1) {
    const claimed = await claim(db);
    for (const row of claimed.toSorted((one, other) => one.id - other.id)) await handle(db, row, deliver);
    if (claimed.length < rowsPerRound) break;
  }
  const [, , , next] = await db.batch((statements) => [
    forgetDelivered(statements),
    forgetVerifications(statements),
    forgetFlows(statements),
    selectNextDelay(statements),
  ]);
  const delay = next[0]?.delay;
  return delay === undefined || delay === null ? null : Math.max(0, delay);
}

const roundsPerDrain = 10;
const rowsPerRound = 20;
const longestRetryMilliseconds = 60 * 60 * 1000;

type ClaimedRow = typeof outbox.$inferSelect;

function claim({ db, organizationId }: TenantDb): Promise<ClaimedRow[]> {
  const due = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.organizationId, organizationId),
        isNull(outbox.deliveredAt),
        lte(outbox.availableAt, sql`clock_timestamp()`),
      ),
    )
    .orderBy(asc(outbox.id))
    .limit(rowsPerRound)
    .for("update", { skipLocked: true });
  return db
    .update(outbox)
    .set({ availableAt: sql`clock_timestamp() + interval '1 minute'` })
    .where(and(eq(outbox.organizationId, organizationId), inArray(outbox.id, due)))
    .returning();
}

async function handle(db: TenantDb, row: ClaimedRow, deliver: Deliver): Promise<void> {
  const own = and(eq(outbox.organizationId, db.organizationId), eq(outbox.id, row.id));
  const parsed = outboxMessage.safeParse({ kind: row.kind, payload: row.payload });
  try {
    // Kept, not dropped: newer code may know what it means.
    if (!parsed.success) throw new Error("Not a message this gatekeeper knows", { cause: parsed.error });
    const createdAt = new Date(row.createdAt).getTime();
    const outcome = await deliver({ id: row.id, message: parsed.data, createdAt }, db);
    const lastError = outcome === "done" ? null : outcome.skipped;
    await db.db
      .update(outbox)
      .set({ deliveredAt: sql`clock_timestamp()`, lastError })
      .where(own);
  } catch (error) {
    const { organizationId } = db;
    logFailure("outbox.not_delivered", { organizationId, outboxId: row.id, kind: row.kind }, error);
    const wait = backoff(row.attempts + 1, Math.random(), longestRetryMilliseconds);
    await db.db
      .update(outbox)
      .set({
        attempts: row.attempts + 1,
        availableAt: sql`clock_timestamp() + make_interval(secs => ${wait / 1000}::float8)`,
        lastError: errorText(error),
      })
      .where(own);
  }
}

type Statements = Pick<TenantDb, "db" | "organizationId">;

/** Kept for some days, for whoever asks what became of a mail. */
function forgetDelivered({ db, organizationId }: Statements) {
  return db
    .delete(outbox)
    .where(and(eq(outbox.organizationId, organizationId), lt(outbox.deliveredAt, sql`now() - interval '7 days'`)));
}

/** Kept for a while after they ran out, so that a late link can be told from one that never was. */
function forgetVerifications({ db, organizationId }: Statements) {
  return db
    .delete(verifications)
    .where(
      and(
        eq(verifications.organizationId, organizationId),
        lt(verifications.expiresAt, sql`now() - interval '7 days'`),
      ),
    );
}

/** Kept for a day after they ran out: what came of a test is looked at meanwhile. */
function forgetFlows({ db, organizationId }: Statements) {
  return db
    .delete(ssoFlows)
    .where(and(eq(ssoFlows.organizationId, organizationId), lt(ssoFlows.expiresAt, sql`now() - interval '1 day'`)));
}

function selectNextDelay({ db, organizationId }: Statements) {
  return db
    .select({
      delay: sql<number | null>`extract(epoch from min(${outbox.availableAt}) - clock_timestamp())::float8 * 1000`,
    })
    .from(outbox)
    .where(and(eq(outbox.organizationId, organizationId), isNull(outbox.deliveredAt)));
}

import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import type { Findings } from "../src/hostnames/findings.ts";
import { afterEvent, type HostnameEvent, type HostnameStanding } from "../src/hostnames/lifecycle.ts";
import { nextCheckAt } from "../src/hostnames/schedule.ts";
import { columnsOf, standingOf } from "../src/hostnames/standing.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { findHeld } from "./change-hostname-row.ts";

/** What a look leaves behind besides changes: nothing that anybody decided, or that anything is decided by. */
export interface Look {
  readonly hostnameId: string;
  /** The version that the look leaves. After somebody else's change the time of the next look is that change's business. */
  readonly version: number;
  /**
   * When the next one was due as it began: where another is due in the end it was asked for meanwhile, and that is not
   * forgotten. Null after a change that the look has made, which sets it, too.
   */
  readonly due: { readonly at: string | null } | null;
  /** What is known now, in so far as that changes nothing but what is known. */
  readonly event: HostnameEvent | null;
  readonly findings: Findings | null;
  /** The next look is no sooner than that. */
  readonly atLeastMilliseconds: number;
  /** Whether it was one of the schedule's own, which come less often the more there were. */
  readonly isScheduled: boolean;
  /** Cloudflare was not asked: the look is still to be made, as soon as it may. */
  readonly isTurnedAway: boolean;
  /** Cloudflare was asked, and has not said what it has. */
  readonly isUnclear: boolean;
}

/** Takes down what a look has found, and when the next one is. */
export function settleLook(db: TenantDb, look: Look, random: number): Promise<void> {
  return db.transaction(async (statements) => {
    const which = own(statements, look.hostnameId);
    await statements.db.select({ id: hostnames.id }).from(hostnames).where(which).for("update");
    const held = await findHeld(statements, look.hostnameId);
    if (held === null) return;
    const { now } = held;
    const standing = standingOf(held);
    const known = look.event === null ? null : knowledge(standing, look.event, now);
    const isOurs = held.version === look.version;
    const { state, stateSince, purgedAt, registration } = known ?? standing;
    const expiresAt = registration?.certificateExpiresAt ?? null;
    const certificateEnd = expiresAt === null ? null : Date.parse(expiresAt);
    const isServed = state === "active";
    // Of what is served those count that have told nothing since the last that has.
    const counted = isServed && !look.isUnclear ? 1 : held.checks + 1;
    const checks = look.isScheduled && !look.isTurnedAway ? counted : held.checks;
    const isUnclear = isServed && look.isUnclear;
    const isPurged = purgedAt !== null;
    const next = nextCheckAt({ state, stateSince, checks, isPurged, isUnclear, certificateEnd }, now, random);
    const usual = next === null ? null : Math.max(next - now, look.atLeastMilliseconds);
    const planned = look.isTurnedAway ? look.atLeastMilliseconds : usual;
    const askedFor = look.due === null || held.nextCheckAt === look.due.at ? null : held.nextCheckAt;
    const wait = askedFor === null ? planned : Math.min(Date.parse(askedFor) - now, planned ?? Infinity);
    await statements.db
      .update(hostnames)
      .set({
        ...(known !== null && columnsOf(known)),
        ...(look.findings !== null && { findings: look.findings }),
        checkedAt: sql`clock_timestamp()`,
        ...(isOurs && { checks, nextCheckAt: wait === null ? null : soon(wait) }),
      })
      .where(which);
  });
}

/** What an event makes known, null where it does nothing, or more than that: the rest is a change's. */
function knowledge(standing: HostnameStanding, event: HostnameEvent, now: number): HostnameStanding | null {
  const step = afterEvent(standing, event, now);
  return step !== null && step.audit === null && step.news === null ? step.standing : null;
}

/**
 * The hostname that has waited longest for a look that is due, if any. It counts as looked at in a minute, so that a look
 * which its object did not survive, or which failed, is made again and not at once.
 */
export async function claimDue(statements: TenantStatements): Promise<string | null> {
  const { db, organizationId } = statements;
  const due = db
    .select({ id: hostnames.id })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), lte(hostnames.nextCheckAt, sql`clock_timestamp()`)))
    .orderBy(asc(hostnames.nextCheckAt))
    .limit(1)
    .for("update", { skipLocked: true });
  const [claimed] = await db
    .update(hostnames)
    .set({ nextCheckAt: soon(claimMilliseconds) })
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, due)))
    .returning({ id: hostnames.id });
  return claimed?.id ?? null;
}

/**
 * Has a hostname looked at next, however many ask for that; but not twice within seconds, however often they do.
 *
 * @returns whether there is one of the id
 */
export async function makeDue(statements: TenantStatements, hostnameId: string): Promise<boolean> {
  const due = await statements.db
    .update(hostnames)
    .set({ nextCheckAt: sql`least(${hostnames.nextCheckAt}, greatest(clock_timestamp(), ${rested}))` })
    .where(own(statements, hostnameId))
    .returning({ id: hostnames.id });
  return due.length > 0;
}

/** Milliseconds until a look is due, not more than 0 for now, null for none. */
export async function untilDue({ db, organizationId }: TenantStatements): Promise<number | null> {
  const [next] = await db
    .select({
      delay: sql<number | null>`extract(epoch from min(${hostnames.nextCheckAt}) - clock_timestamp())::float8 * 1000`,
    })
    .from(hostnames)
    .where(eq(hostnames.organizationId, organizationId));
  return next?.delay ?? null;
}

const claimMilliseconds = 60_000;
const restMilliseconds = 5_000;

/** When a hostname may be looked at again because of a hint. A clock that was set back does not put that off. */
const rested = sql`least(coalesce(${hostnames.checkedAt}, '-infinity'), clock_timestamp())
  + make_interval(secs => ${restMilliseconds / 1000})`;

function own({ organizationId }: TenantStatements, hostnameId: string) {
  return and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, hostnameId));
}

function soon(milliseconds: number) {
  return sql`clock_timestamp() + make_interval(secs => ${milliseconds / 1000}::float8)`;
}

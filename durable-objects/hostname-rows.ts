import { and, asc, eq, isNotNull, lte, ne, sql } from "drizzle-orm";
import type { CallPurpose } from "../src/cloudflare/zone.ts";
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
  /** The news that was there as it began: what comes meanwhile is left for another look. */
  readonly newsAt: string | null;
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
    const usual = Math.max((next ?? now) - now, look.atLeastMilliseconds);
    const planned = look.isTurnedAway ? look.atLeastMilliseconds : usual;
    const askedFor = look.due === null || held.nextCheckAt === look.due.at ? null : held.nextCheckAt;
    const isToldMeanwhile = held.newsAt !== null && held.newsAt !== look.newsAt;
    const wait = Math.min(
      planned,
      askedFor === null ? Infinity : Date.parse(askedFor) - now,
      isToldMeanwhile ? restMilliseconds : Infinity,
    );
    const isRead = !isToldMeanwhile && !look.isTurnedAway && !look.isUnclear;
    await statements.db
      .update(hostnames)
      .set({
        ...(known !== null && columnsOf(known)),
        ...(look.findings !== null && { findings: look.findings }),
        ...((isRead || next === null) && { newsAt: null }),
        checkedAt: sql`clock_timestamp()`,
        ...(isOurs && { checks, nextCheckAt: next === null ? null : soon(wait) }),
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
 * In how many milliseconds it is the tenant's turn to call Cloudflare in each line, 0 for now: with news of a hostname, and
 * for what is merely due. Whose record is still waited for needs the DNS alone, and no turn.
 */
export type Turns = Readonly<Record<Exclude<CallPurpose, "click">, number>>;

export const everybodysTurn: Turns = { news: 0, check: 0 };

/**
 * The hostname that has waited longest for a look that is due and may be made, if any; those first that Cloudflare has news
 * of. It counts as looked at in a minute, so that a look which its object did not survive, or which failed, is made again
 * and not at once.
 */
export async function claimDue(statements: TenantStatements, turns: Turns): Promise<string | null> {
  const { db, organizationId } = statements;
  const due = db
    .select({ id: hostnames.id })
    .from(hostnames)
    .where(
      and(
        eq(hostnames.organizationId, organizationId),
        lte(hostnames.nextCheckAt, sql`clock_timestamp()`),
        sql`${turnOf(turns)} <= 0`,
      ),
    )
    .orderBy(sql`${hostnames.newsAt} is null`, asc(hostnames.nextCheckAt))
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
 * Has a hostname looked at because Cloudflare has news of it: before what is merely due, however many ask for that; but not
 * twice within seconds, however often they do. What was released is nobody's any more.
 *
 * @returns whether there is one to look at
 */
export async function makeDue(statements: TenantStatements, hostnameId: string): Promise<boolean> {
  const due = await statements.db
    .update(hostnames)
    .set({
      nextCheckAt: sql`least(${hostnames.nextCheckAt}, greatest(clock_timestamp(), ${rested}))`,
      // Cloudflare is not asked about a name before its record was seen.
      newsAt: sql`case when ${hostnames.state} <> 'awaiting_txt' then clock_timestamp() end`,
    })
    .where(and(own(statements, hostnameId), ne(hostnames.state, "released")))
    .returning({ id: hostnames.id });
  return due.length > 0;
}

/** Milliseconds until a look is due and may be made, not more than 0 for now, null for none. */
export async function untilDue({ db, organizationId }: TenantStatements, turns: Turns): Promise<number | null> {
  const due = sql`extract(epoch from ${hostnames.nextCheckAt} - clock_timestamp())::float8 * 1000`;
  const [next] = await db
    .select({ delay: sql<number | null>`min(greatest(${due}, ${turnOf(turns)}))` })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), isNotNull(hostnames.nextCheckAt)));
  return next?.delay ?? null;
}

const claimMilliseconds = 60_000;
const restMilliseconds = 2_000;

/** When a hostname may be looked at again because of a hint. A clock that was set back does not put that off. */
const rested = sql`least(coalesce(${hostnames.checkedAt}, '-infinity'), clock_timestamp())
  + make_interval(secs => ${restMilliseconds / 1000})`;

/** How long a hostname has to wait for its tenant's turn. */
function turnOf({ news, check }: Turns) {
  return sql`case when ${hostnames.state} = 'awaiting_txt' then 0
                  when ${hostnames.newsAt} is not null then ${news}::float8
                  else ${check}::float8 end`;
}

function own({ organizationId }: TenantStatements, hostnameId: string) {
  return and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, hostnameId));
}

function soon(milliseconds: number) {
  return sql`clock_timestamp() + make_interval(secs => ${milliseconds / 1000}::float8)`;
}

import { and, asc, eq, isNotNull, lte, ne, sql } from "drizzle-orm";
import type { CallPurpose } from "../src/cloudflare/zone.ts";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import { columnsOf } from "../src/hostnames/standing.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { findHeld } from "./change-hostname-row.ts";
import { restMilliseconds, settlement, type Look } from "./hostname-settlement.ts";

/** Takes down what a look has found, and when the next one is. */
export function settleLook(db: TenantDb, look: Look, random: number): Promise<void> {
  return db.transaction(async (statements) => {
    const which = own(statements, look.hostnameId);
    await statements.db.select({ id: hostnames.id }).from(hostnames).where(which).for("update");
    const held = await findHeld(statements, look.hostnameId);
    if (held === null) return;
    const { known, isRead, checks, wait } = settlement(held, look, random);
    await statements.db
      .update(hostnames)
      .set({
        ...(known !== null && columnsOf(known)),
        ...(look.findings !== null && { findings: look.findings }),
        ...(isRead && { newsAt: null }),
        checkedAt: sql`clock_timestamp()`,
        ...(held.version === look.version && { checks, nextCheckAt: wait === null ? null : soon(wait) }),
      })
      .where(which);
  });
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

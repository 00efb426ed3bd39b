import { and, eq, inArray, sql } from "drizzle-orm";
import type { Actor, AuditEntry, Target } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import { finalFailureOf, type LifecycleStatus } from "../src/hostnames/hostname.ts";
import { afterEvent, type LifecycleEvent, type LifecycleStep } from "../src/hostnames/lifecycle.ts";
import type { HostnameNews } from "../src/hostnames/news.ts";
import { servedLookMilliseconds } from "../src/hostnames/schedule.ts";
import { columnsOf, standingOf } from "../src/hostnames/standing.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { members } from "../src/members/table.ts";
import { enqueue } from "../src/outbox/enqueue.ts";

/** A hostname as Postgres has it, in the transaction of a change. */
export type HeldHostname = typeof hostnames.$inferSelect & {
  /** By Postgres' clock, as all that is kept of it: milliseconds since 1970. */
  readonly now: number;
};

const now = sql<number>`floor(extract(epoch from now()) * 1000)::float8`.mapWith(Number);

/** Some of the hostnames, oldest first. */
export async function selectHeld(
  { db, organizationId }: TenantStatements,
  which: ReturnType<typeof and>,
): Promise<HeldHostname[]> {
  const rows = await db
    .select({ row: hostnames, now })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), which))
    .orderBy(hostnames.createdAt, hostnames.id);
  return rows.map((one) => ({ ...one.row, now: one.now }));
}

export async function findHeld(statements: TenantStatements, hostnameId: string): Promise<HeldHostname | null> {
  const [held] = await selectHeld(statements, eq(hostnames.id, hostnameId));
  return held ?? null;
}

/**
 * Has an event happen to a hostname: its row, and the mails that follow.
 *
 * @returns what the audit log says of it, nothing where no state began
 */
export async function happen(
  statements: TenantStatements,
  held: HeldHostname,
  event: LifecycleEvent,
  actor: Actor,
): Promise<readonly AuditEntry[]> {
  const step = afterEvent(standingOf(held), event, held.now);
  if (step === null) return [];
  const version = step.audit === null ? held.version : held.version + 1;
  const { db, organizationId } = statements;
  await db
    .update(hostnames)
    .set({
      ...columnsOf(step.standing),
      ...(step.audit !== null && { ...beginning(step, version), updatedByName: actor.name }),
    })
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, held.id)));
  if (step.news !== null) await tellAdmins(statements, held.id, step.news);
  const entry = entryOf(held, step, version);
  return entry === null ? [] : [entry];
}

export function hostnameTarget({ id, hostname }: Pick<HeldHostname, "id" | "hostname">): Target {
  return { type: "hostname", id, name: hostname };
}

/** What begins with a state: it is looked at soon; when it is served, in a day; and when it is released, never again. */
function beginning({ standing }: LifecycleStep, version: number) {
  return {
    version,
    stateSince: new Date(standing.stateSince).toISOString(),
    checks: 0,
    nextCheckAt: firstLook(standing.state),
    updatedAt: sql`now()`,
  };
}

/**
 * The look that caused this sets the exact time when it ends. Until then, ten seconds keep a second look from starting
 * beside it: should the look die, what there is news of is not left until tomorrow. A removal has no look behind it, so it
 * is due now.
 */
function firstLook(state: LifecycleStatus) {
  switch (state) {
    case "released":
      return null;
    case "deleted":
      return sql`now()`;
    case "active":
      return sql`now() + make_interval(secs =>
        case when ${hostnames.newsAt} is null then ${servedLookMilliseconds / 1000}::float8 else ${settlingSeconds} end)`;
    default:
      return sql`now() + make_interval(secs => ${settlingSeconds})`;
  }
}

const settlingSeconds = 10;

function entryOf(held: HeldHostname, { standing, audit: event }: LifecycleStep, version: number): AuditEntry | null {
  const target = hostnameTarget(held);
  const { registration } = standing;
  const { status, sslStatus } = registration ?? {};
  const observed = { version, ...(status !== undefined && { status }), ...(sslStatus !== undefined && { sslStatus }) };
  switch (event) {
    case null:
      return null;
    case "hostname.failed":
      return { event, target, data: { ...observed, reason: finalFailureOf(standing) } };
    case "hostname.interrupted":
    case "hostname.moved":
      return { event, target, data: observed };
    case "hostname.proven":
    case "hostname.activated":
    case "hostname.retried":
    case "hostname.expired":
    case "hostname.removed":
    case "hostname.released":
      return { event, target, data: { version } };
  }
}

/** One message each: a mail that failed is sent again to nobody who has it. */
async function tellAdmins(statements: TenantStatements, hostnameId: string, news: HostnameNews): Promise<void> {
  const { db, organizationId } = statements;
  const admins = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), inArray(members.role, ["owner", "admin"])))
    .orderBy(members.userId);
  for (const { userId } of admins) {
    await enqueue(statements, { kind: "mail.hostname", payload: { userId, hostnameId, news } });
  }
}

import { and, eq, inArray, sql } from "drizzle-orm";
import type { AuditEntry } from "../src/audit/event.ts";
import { violatedConstraint } from "../src/database/failure.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import { members } from "../src/members/table.ts";
import { enqueue } from "../src/outbox/enqueue.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { domainPatienceMilliseconds } from "../src/sso/provider.ts";
import { findProvider } from "../src/sso/repository.ts";
import { ssoDomains } from "../src/sso/table.ts";

/** A domain and what DNS would have to say to prove it, should it be new. */
interface WantedDomain {
  readonly domain: string;
  readonly challenge: string;
}

/** Gives a provider these domains and no others. Those it has keep their challenges, and what is known of them. */
export async function setDomains(
  { db, organizationId }: TenantStatements,
  providerId: string,
  held: readonly string[],
  wanted: readonly WantedDomain[],
): Promise<Result<null, "domain_in_use">> {
  const own = eq(ssoDomains.organizationId, organizationId);
  const added = wanted.filter(({ domain }) => !held.includes(domain));
  const removed = held.filter((domain) => !wanted.some((one) => one.domain === domain));
  if (removed.length > 0) {
    await db
      .delete(ssoDomains)
      .where(and(own, eq(ssoDomains.providerId, providerId), inArray(ssoDomains.domain, removed)));
  }
  if (added.length === 0) return success(null);
  const inserted = await db
    .insert(ssoDomains)
    .values(added.map((one) => ({ organizationId, providerId, ...one })))
    .onConflictDoNothing()
    .returning({ domain: ssoDomains.domain });
  return inserted.length === added.length ? success(null) : failure("domain_in_use");
}

type DomainCheck = Extract<SsoChange, { kind: "sso-domain-check" }>;

/** Takes down what DNS said. What another organization has verified is refused, unless there is anything else to take down. */
export async function checkDomains(
  statements: TenantStatements,
  { providerId, checks }: DomainCheck,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const [provider] = await findProvider(statements, providerId);
  if (provider === undefined) return failure("not_found");
  // In one order for everybody: two organizations that verify the same domains wait for each other, and not in a circle.
  const ordered = checks.toSorted((one, other) => (one.domain < other.domain ? -1 : 1));
  const outcomes: DomainOutcome[] = [];
  for (const check of ordered) outcomes.push(await checkDomain(statements, providerId, check));
  if (outcomes.includes("taken") && outcomes.every((outcome) => outcome === "taken" || outcome === "nothing")) {
    return failure("domain_taken");
  }
  const entries: AuditEntry[] = [];
  for (const [index, { domain }] of ordered.entries()) {
    const outcome = outcomes[index];
    if (outcome !== "verified" && outcome !== "failing" && outcome !== "lost") continue;
    const target = { type: "domain", id: domain, name: domain } as const;
    entries.push({ event: `sso.domain_${outcome}`, target, data: { provider: providerId } });
    if (outcome !== "verified") await tellOwners(statements, domain, outcome);
  }
  return success(entries);
}

/** `checked`: nothing is different, but for when it was looked at. `nothing`: it was not about what is there. */
type DomainOutcome = "verified" | "failing" | "lost" | "taken" | "checked" | "nothing";

const patience = sql`make_interval(secs => ${domainPatienceMilliseconds / 1000}::float8)`;

async function checkDomain(
  statements: TenantStatements,
  providerId: string,
  { domain, challenge, found }: DomainCheck["checks"][number],
): Promise<DomainOutcome> {
  const { db, organizationId } = statements;
  const which = and(
    eq(ssoDomains.organizationId, organizationId),
    eq(ssoDomains.providerId, providerId),
    eq(ssoDomains.domain, domain),
    eq(ssoDomains.challenge, challenge),
  );
  const [held] = await db
    .select({
      isVerified: sql<boolean>`${ssoDomains.verifiedAt} is not null`,
      isFailing: sql<boolean>`${ssoDomains.failingSince} is not null`,
      isOver: sql<boolean>`coalesce(${ssoDomains.failingSince} <= now() - ${patience}, false)`,
    })
    .from(ssoDomains)
    .where(which);
  if (held === undefined) return "nothing";
  const checked = { checkedAt: sql`now()` };
  // Whoever sets verified_at raises the version of the configuration, even to what it was.
  if (found && !held.isVerified) return (await verify(statements, which, checked)) ? "verified" : "taken";
  if (found || !held.isVerified) {
    await db
      .update(ssoDomains)
      .set({ ...checked, failingSince: null })
      .where(which);
    return "checked";
  }
  if (held.isOver) {
    await db
      .update(ssoDomains)
      .set({ ...checked, verifiedAt: null, failingSince: null })
      .where(which);
    return "lost";
  }
  await db
    .update(ssoDomains)
    .set(held.isFailing ? checked : { ...checked, failingSince: sql`now()` })
    .where(which);
  return held.isFailing ? "checked" : "failing";
}

/** False when another organization has verified it: which one, nobody here can see. */
async function verify(
  { db }: TenantStatements,
  which: ReturnType<typeof and>,
  checked: { readonly checkedAt: ReturnType<typeof sql> },
): Promise<boolean> {
  await db.execute(sql`savepoint verification`);
  try {
    await db
      .update(ssoDomains)
      .set({ ...checked, verifiedAt: sql`now()`, failingSince: null })
      .where(which);
    await db.execute(sql`release savepoint verification`);
    return true;
  } catch (error) {
    if (violatedConstraint(error) !== "sso_domains_verified") throw error;
    await db.execute(sql`rollback to savepoint verification`);
    await db.update(ssoDomains).set(checked).where(which);
    return false;
  }
}

async function tellOwners(statements: TenantStatements, domain: string, state: "failing" | "lost"): Promise<void> {
  const { db, organizationId } = statements;
  const owners = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.role, "owner")));
  for (const { userId } of owners) {
    await enqueue(statements, { kind: "mail.sso-domain", payload: { userId, domain, state } });
  }
}

import { and, asc, eq, sql } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { members } from "../src/members/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { providerIdentity } from "../src/sso/provider.ts";
import { canBeUsed } from "../src/sso/repository.ts";
import { ssoPolicies, ssoProofs, ssoProviders } from "../src/sso/table.ts";
import type { ServedHosts } from "./served-hosts.ts";
import { recordRevision } from "./sso-revision.ts";

/** Where people come in: `ownHost` is the host that proofs are of which do not say where they were made. */
export type Doors = Pick<ServedHosts, "ownHost" | "doors">;

/** Who could sign in by a provider as things are. */
interface Usability {
  /**
   * Of the best provider there is: 2 when owners can come in by it and somebody has, as it is now and where people come
   * in now; 1 when it can be used at all; 0 for none.
   */
  readonly best: number;
  /** Whether who has come in by one of them is an owner now. */
  readonly provenByOwner: boolean;
  /** Those that can be used at all. */
  readonly usable: ReadonlySet<string>;
}

export async function usability(statements: TenantStatements, { ownHost, doors }: Doors): Promise<Usability> {
  const rows = await selectUsable(statements);
  let best = rows.length > 0 ? 1 : 0;
  let provenByOwner = false;
  for (const row of rows) {
    // Owners must be able to come in, whatever others can.
    const proven = await provenBy(row, ownHost);
    if (!doors.some((host) => proven.includes(host))) continue;
    best = 2;
    provenByOwner ||= row.role === "owner";
  }
  return { best, provenByOwner, usable: new Set(rows.map(({ id }) => id)) };
}

/**
 * At which hosts an owner has come in by a provider that owners can come in by, as it is configured now. Of proofs that do
 * not say where, it was the one host there was.
 */
export async function provenHosts(statements: TenantStatements, ownHost: string): Promise<ReadonlySet<string>> {
  const proven = new Set<string>();
  for (const row of await selectUsable(statements)) {
    for (const host of await provenBy(row, ownHost)) proven.add(host);
  }
  return proven;
}

type UsableProvider = Awaited<ReturnType<typeof selectUsable>>[number];

async function provenBy(
  { fingerprint, authority, hosts, ...provider }: UsableProvider,
  ownHost: string,
): Promise<readonly string[]> {
  if (authority !== "owner" || fingerprint !== (await sha256Hex(providerIdentity(provider)))) return [];
  return hosts === null || hosts.length === 0 ? [ownHost] : hosts;
}

/** Enabled, with a verified domain; and who has proven each, if anybody. */
function selectUsable(statements: TenantStatements) {
  const { db } = statements;
  return db
    .select({
      id: ssoProviders.id,
      authority: ssoProviders.authority,
      issuer: ssoProviders.issuer,
      clientId: ssoProviders.clientId,
      endpoints: ssoProviders.endpoints,
      fingerprint: ssoProofs.fingerprint,
      hosts: ssoProofs.hosts,
      role: members.role,
    })
    .from(ssoProviders)
    .leftJoin(
      ssoProofs,
      and(eq(ssoProofs.organizationId, ssoProviders.organizationId), eq(ssoProofs.providerId, ssoProviders.id)),
    )
    .leftJoin(members, and(eq(members.organizationId, ssoProofs.organizationId), eq(members.userId, ssoProofs.userId)))
    .where(canBeUsed(statements))
    .orderBy(asc(ssoProviders.id));
}

/** Turns enforcement on, once an owner has proven that it will not lock everybody out, or off. */
export async function changeEnforcement(
  statements: TenantStatements,
  { enabled, expectedVersion }: Extract<SsoChange, { kind: "sso-enforcement" }>,
  actor: Actor,
  doors: Doors,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const { db, organizationId } = statements;
  const [held = { version: 0, enforced: false }] = await db
    .select({ version: ssoPolicies.version, enforced: ssoPolicies.enforced })
    .from(ssoPolicies)
    .where(eq(ssoPolicies.organizationId, organizationId));
  if (expectedVersion !== null && expectedVersion !== held.version) return failure("stale");
  if (enabled === held.enforced) return success([]);
  if (enabled && !(await usability(statements, doors)).provenByOwner) return failure("not_proven");
  const version = held.version + 1;
  const wanted = { version, enforced: enabled, updatedById: actor.id, updatedByName: actor.name };
  await db
    .insert(ssoPolicies)
    .values({ organizationId, ...wanted })
    .onConflictDoUpdate({ target: ssoPolicies.organizationId, set: { ...wanted, updatedAt: sql`now()` } });
  const act = enabled ? "enforced" : "lifted";
  await recordRevision(statements, {
    subject: "enforcement",
    version,
    act,
    document: { enabled },
    authority: null,
    actor,
  });
  const event = enabled ? "sso.enforced" : "sso.enforcement_lifted";
  return success([{ event, target: null, data: { version } }]);
}

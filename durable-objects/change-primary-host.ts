import { sql } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { undecidedHostPolicy, type StoredHostPolicy } from "../src/hostnames/hostname.ts";
import { findHostPolicy } from "../src/hostnames/repository.ts";
import { hostPolicies } from "../src/hostnames/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { findHeld } from "./change-hostname-row.ts";
import { usability } from "./change-sso-enforcement.ts";
import type { ServedHosts } from "./served-hosts.ts";

/**
 * Chooses the host that mails lead to, and whether pages at the others lead there too. Only where people are served, and
 * where owners are known to come in if nobody signs in but through a provider.
 */
export async function changePrimaryHost(
  statements: TenantStatements,
  { expectedVersion, hostnameId, redirectOthers }: Extract<HostnameChange, { kind: "primary-host" }>,
  actor: Actor,
  served: ServedHosts,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const policy = await readHostPolicy(statements);
  if (policy.version !== expectedVersion) return failure("stale");
  const isAnother = hostnameId !== policy.primaryHostnameId;
  const held = hostnameId === null ? null : await findHeld(statements, hostnameId);
  if (hostnameId !== null && isAnother) {
    if (held === null) return failure("not_found");
    if (held.state !== "active") return failure("wrong_state");
  }
  // Everybody is led there from then on, and owners who must come in by a provider are known to come in there.
  const closesDoors = redirectOthers && (isAnother || !policy.redirectOthers);
  if (closesDoors && served.enforced) {
    const doors = [held?.hostname ?? served.ownHost];
    if (!(await usability(statements, { ...served, doors })).provenByOwner) return failure("not_proven");
  }
  const entry = await setPrimaryHost(
    statements,
    policy,
    { primaryHostnameId: hostnameId, redirectOthers },
    actor,
    served,
  );
  return success(entry === null ? [] : [entry]);
}

export async function readHostPolicy(statements: TenantStatements): Promise<StoredHostPolicy> {
  const [policy] = await findHostPolicy(statements);
  return policy ?? undecidedHostPolicy;
}

/** What a hostname that is given up was primary for is the host that every tenant has again. */
export async function leavePrimaryHost(
  statements: TenantStatements,
  hostnameId: string,
  actor: Actor,
  served: Pick<ServedHosts, "ownHost">,
): Promise<readonly AuditEntry[]> {
  const policy = await readHostPolicy(statements);
  if (policy.primaryHostnameId !== hostnameId) return [];
  const fallback = { primaryHostnameId: null, redirectOthers: false };
  const entry = await setPrimaryHost(statements, policy, fallback, actor, served);
  return entry === null ? [] : [entry];
}

/** @returns what the audit log says, null where it is so already */
export async function setPrimaryHost(
  statements: TenantStatements,
  policy: StoredHostPolicy,
  wanted: Omit<StoredHostPolicy, "version">,
  actor: Actor,
  { ownHost }: Pick<ServedHosts, "ownHost">,
): Promise<AuditEntry | null> {
  const { primaryHostnameId: before, redirectOthers } = policy;
  const { primaryHostnameId: after } = wanted;
  if (before === after && redirectOthers === wanted.redirectOthers) return null;
  const nameOf = async (id: string | null) =>
    id === null ? ownHost : ((await findHeld(statements, id))?.hostname ?? null);
  const version = policy.version + 1;
  const row = { version, ...wanted, updatedByName: actor.name };
  const { db, organizationId } = statements;
  await db
    .insert(hostPolicies)
    .values({ organizationId, ...row })
    .onConflictDoUpdate({ target: hostPolicies.organizationId, set: { ...row, updatedAt: sql`now()` } });
  const changes = {
    ...(before !== after && { primaryHost: { from: await nameOf(before), to: await nameOf(after) } }),
    ...(redirectOthers !== wanted.redirectOthers && {
      redirectOthers: { from: redirectOthers, to: wanted.redirectOthers },
    }),
  };
  const target = { type: "organization", id: organizationId, name: null } as const;
  return { event: "hostname.primary_changed", target, data: { version, changes } };
}

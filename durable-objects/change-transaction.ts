import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Actor, AuditEntry, Target } from "../src/audit/event.ts";
import { recordAudit, recordPlatformAudit } from "../src/audit/record.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { Change, ChangeFailure, Changed } from "../src/gatekeeper/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { users } from "../src/identity/table.ts";
import { invitations } from "../src/invitations/table.ts";
import { members } from "../src/members/table.ts";
import { organizations, organizationSettings } from "../src/organizations/table.ts";
import { enqueue } from "../src/outbox/enqueue.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { recoveryCodes } from "../src/sso/table.ts";
import { tenantHostname, type PublicAddress } from "../src/tenancy/public-origin.ts";
import {
  actorRole,
  refusalOfMemberChange,
  refusalOfStatusChange,
  type MemberChange,
  type StatusChange,
} from "./change-rules.ts";
import { changedDocument } from "./changed-document.ts";
import { changeHostname } from "./change-hostname.ts";
import { removeAllHostnames } from "./change-hostname-removal.ts";
import { changeSso } from "./change-sso.ts";
import type { Intent } from "./intent.ts";
import { servedHosts } from "./served-hosts.ts";
import { selectOrganization, snapshotOf, type OrganizationRow } from "./truth.ts";

/**
 * A configuration change in Postgres: locks the organization, checks, changes, writes the audit and outbox rows, all in
 * the transaction it is given, and returns the configuration as it will be once that is committed.
 *
 * Everybody locks in the order organization, user, member. The lock is `no key update`: it keeps changes apart, and
 * lets sign-ins, whose rows refer to the organization, go on.
 */
export async function performChange(
  statements: TenantStatements,
  intent: Intent,
  address: PublicAddress,
): Promise<Result<Changed, ChangeFailure>> {
  // Should this side give up waiting, Postgres does not go on waiting for a lock.
  await statements.db.execute(sql`select set_config('lock_timeout', '4000', true)`);
  const organization = await lockOrganization(statements);
  if (organization === undefined) return failure("not_found");
  const told = await changeOf(statements, intent, organization, address);
  if (!told.ok) return told;
  for (const [place, entry] of told.value.entries()) {
    // By the first row's id it is known that the change was committed.
    const auditId = place === 0 ? intent.auditId : newIdentifier("aud");
    await record(statements, { ...intent, auditId }, organization, entry);
  }
  const [changed] = await selectOrganization(statements);
  if (changed === undefined) return failure("not_found");
  return success({ ...snapshotOf(changed, address), ...(await changedDocument(statements, intent.change)) });
}

/**
 * Waits until nobody else is changing the organization, and reads it then. No transaction that may still commit a change
 * is left. One statement would not do: having waited, Postgres reads the locked row again and nothing else, so that the
 * settings and providers would be those from before the wait.
 */
export async function lockOrganization(statements: TenantStatements): Promise<OrganizationRow | undefined> {
  const { db, organizationId } = statements;
  await db
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("no key update");
  const [row] = await selectOrganization(statements);
  return row;
}

/** Makes the change. What it answers is to be in the audit log. */
async function changeOf(
  statements: TenantStatements,
  { change, audit }: Intent,
  organization: OrganizationRow,
  address: PublicAddress,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  switch (change.kind) {
    case "suspend":
    case "restore":
    case "delete":
      return changeStatus(statements, change, organization, audit.actor, address);
    case "settings":
      return one(await changeSettings(statements, change, organization, audit.actor.id));
    case "member-role":
    case "member-remove":
      return one(await changeMember(statements, change, organization, audit.actor));
    case "hostname-add":
    case "hostname-update":
    case "hostname-event":
    case "hostname-remove":
    case "primary-host":
      return changeHostname(statements, change, audit.actor, servedHosts(organization, address));
    default:
      return organization.status === "deleted"
        ? failure("not_found")
        : changeSso(statements, change, audit.actor, servedHosts(organization, address));
  }
}

function one(told: Result<AuditEntry, ChangeFailure>): Result<readonly AuditEntry[], ChangeFailure> {
  return told.ok ? success([told.value]) : told;
}

async function changeStatus(
  statements: TenantStatements,
  change: StatusChange,
  organization: OrganizationRow,
  actor: Actor,
  address: PublicAddress,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const refusal = refusalOfStatusChange(change.kind, organization.status);
  if (refusal !== null) return failure(refusal);
  const { db, organizationId } = statements;
  const status = ({ suspend: "suspended", restore: "active", delete: "deleted" } as const)[change.kind];
  const suspendedReason = change.kind === "suspend" ? change.reason : null;
  await db
    .update(organizations)
    .set({ status, suspendedReason, updatedAt: sql`now()` })
    .where(eq(organizations.id, organizationId));
  if (change.kind === "delete") {
    await db
      .update(invitations)
      .set({ status: "revoked" })
      .where(and(eq(invitations.organizationId, organizationId), eq(invitations.status, "pending")));
    await enqueue(statements, { kind: "host.hint", payload: { hostname: tenantHostname(address, organization.slug) } });
  }
  const target = organizationTarget(organization);
  switch (change.kind) {
    case "suspend":
      return success([{ event: "tenant.suspended", target, data: { reason: change.reason } }]);
    case "restore":
      return success([{ event: "tenant.restored", target }]);
    case "delete":
      return success([{ event: "tenant.deleted", target }, ...(await removeAllHostnames(statements, actor))]);
  }
}

async function changeSettings(
  { db, organizationId }: TenantStatements,
  change: Extract<Change, { kind: "settings" }>,
  { status, settings }: OrganizationRow,
  actorId: string | null,
): Promise<Result<AuditEntry, ChangeFailure>> {
  if (status === "deleted" || settings === null) return failure("not_found");
  if (settings.version !== change.expectedVersion) return failure("stale");
  const wanted = {
    appName: change.appName ?? settings.appName,
    primaryColor: change.primaryColor === undefined ? settings.primaryColor : change.primaryColor,
    sessionIdleMinutes: change.sessionIdleMinutes ?? settings.sessionIdleMinutes,
    sessionLifetimeHours: change.sessionLifetimeHours ?? settings.sessionLifetimeHours,
    accountFailureLimit: change.accountFailureLimit ?? settings.accountFailureLimit,
    addressFailureLimit: change.addressFailureLimit ?? settings.addressFailureLimit,
    lockoutMinutes: change.lockoutMinutes ?? settings.lockoutMinutes,
    auditRetentionDays:
      change.auditRetentionDays === undefined ? settings.auditRetentionDays : change.auditRetentionDays,
  };
  const version = settings.version + 1;
  await db
    .update(organizationSettings)
    .set({ ...wanted, version, updatedAt: sql`now()`, updatedBy: actorId })
    .where(eq(organizationSettings.organizationId, organizationId));
  const changes = Object.fromEntries(
    (Object.keys(wanted) as (keyof typeof wanted)[])
      .filter((field) => settings[field] !== wanted[field])
      .map((field) => [field, { from: settings[field], to: wanted[field] }]),
  );
  return success({
    event: "settings.updated",
    target: { type: "settings", id: organizationId, name: null },
    data: { version, changes },
  });
}

async function changeMember(
  { db, organizationId }: TenantStatements,
  change: MemberChange,
  { status }: OrganizationRow,
  actor: Intent["audit"]["actor"],
): Promise<Result<AuditEntry, ChangeFailure>> {
  if (status === "deleted") return failure("not_found");
  const actorId = actor.type === "user" ? actor.id : null;
  const own = eq(members.organizationId, organizationId);
  const involved = await db
    .select({ userId: members.userId, role: members.role, email: users.email })
    .from(members)
    .innerJoin(users, and(eq(users.organizationId, members.organizationId), eq(users.id, members.userId)))
    .where(and(own, or(eq(members.role, "owner"), inArray(members.userId, [change.userId, actorId ?? change.userId]))));
  const target = involved.find(({ userId }) => userId === change.userId);
  // A role the actor has lost since their request was admitted is not theirs any more.
  const current = actorId === null ? null : (involved.find(({ userId }) => userId === actorId)?.role ?? null);
  const refusal = refusalOfMemberChange(change, {
    actor: actorId === null ? change.actorRole : actorRole(change.actorRole, current),
    target: target?.role ?? null,
    owners: involved.filter(({ role }) => role === "owner").length,
  });
  if (refusal !== null || target === undefined) return failure(refusal ?? "not_found");
  const person: Target = { type: "user", id: change.userId, name: target.email };
  if (change.kind === "member-remove") {
    // The membership, the sessions and the credentials go with the user.
    await db.delete(users).where(and(eq(users.organizationId, organizationId), eq(users.id, change.userId)));
    return success({ event: "member.removed", target: person, data: { role: target.role } });
  }
  await db
    .update(members)
    .set({ role: change.role, updatedAt: sql`now()` })
    .where(and(own, eq(members.userId, change.userId)));
  // An owner's way past single sign-on is no member's, and is not to come back with the role.
  if (change.role !== "owner") {
    await db
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.organizationId, organizationId), eq(recoveryCodes.userId, change.userId)));
  }
  return success({ event: "member.role_changed", target: person, data: { from: target.role, to: change.role } });
}

async function record(
  statements: TenantStatements,
  { audit, auditId }: Intent,
  organization: OrganizationRow,
  entry: AuditEntry,
): Promise<void> {
  await recordAudit(statements, entry, audit, auditId);
  if (audit.actor.type !== "operator") return;
  await recordPlatformAudit(statements.db, entry, audit, { organizationId: organization.id, slug: organization.slug });
}

function organizationTarget({ id, name }: OrganizationRow): Target {
  return { type: "organization", id, name };
}

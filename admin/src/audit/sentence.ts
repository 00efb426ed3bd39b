import type { AuditLog } from "../api.gen/types.gen.ts";
import type { PlatformEvent, TenantEvent } from "../../../src/audit/event.ts";
import { hostnameTellings } from "./hostname-sentence.ts";
import { actor, target, textIn, type Part, type Telling } from "./telling.ts";

/** What an audit entry says, as a sentence without its final stop. An event this console does not know is told plainly. */
export function auditSentence(entry: AuditLog): readonly Part[] {
  const telling = Object.hasOwn(tellings, entry.event) ? tellings[entry.event as keyof typeof tellings] : unknownEvent;
  return telling(entry);
}

/** The same as plain text, for whoever reads without seeing. */
export function sentenceText(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : part.name)).join("");
}

/** Why it was done, in the actor's own words, when the entry carries it. Other entries' `reason` is a code of ours. */
export function auditReason(entry: AuditLog): string | null {
  return textIn(entry, "note") ?? (givesItsReason.includes(entry.event) ? textIn(entry, "reason") : null);
}

const givesItsReason: readonly string[] = ["tenant.suspended", "hostname.removed"] satisfies TenantEvent[];

/** The tenant an entry is about, or null. */
export function auditTenantId(entry: AuditLog): string | null {
  return entry.target?.type === "organization" ? entry.target.id : textIn(entry, "organizationId");
}

const tellings: Readonly<Record<PlatformEvent | TenantEvent, Telling>> = {
  "tenant.created": (entry) => [actor(entry), " created the tenant ", target(entry)],
  "tenant.suspended": (entry) => [actor(entry), " suspended ", target(entry)],
  "tenant.restored": (entry) => [actor(entry), " restored ", target(entry)],
  "tenant.deleted": (entry) => [actor(entry), " deleted the tenant ", target(entry)],
  "tenant.sessions_revoked": (entry) => [
    actor(entry),
    entry.target?.type === "hostname" ? " ended every session at " : " ended every session of ",
    target(entry),
  ],
  "settings.updated": (entry) => [actor(entry), " changed the settings of ", target(entry)],
  "invitation.created": (entry) => [actor(entry), " invited ", target(entry), ...asRole(entry)],
  "invitation.revoked": (entry) => [actor(entry), " withdrew the invitation of ", target(entry)],
  "invitation.refused": (entry) => [actor(entry), " could not accept the invitation to ", target(entry)],
  "invitation.accepted": (entry) => [actor(entry), " accepted the invitation", ...asRole(entry)],
  "member.role_changed": (entry) => [actor(entry), " changed the role of ", target(entry)],
  "member.removed": (entry) => [actor(entry), " removed ", target(entry)],
  "user.signed_in": (entry) => [actor(entry), " signed in"],
  "user.sign_in_failed": (entry) => [actor(entry), " failed to sign in"],
  "user.signed_out": (entry) => [actor(entry), " signed out"],
  "user.sessions_revoked": (entry) => [actor(entry), " ended all sessions of ", target(entry)],
  "user.locked_out": (entry) => [actor(entry), " failed to sign in too often as ", target(entry)],
  "address.blocked": (entry) => [actor(entry), " failed to sign in too often from ", target(entry)],
  "password.reset_refused": (entry) => [actor(entry), " tried to choose a new password with a used link"],
  "audit-logs.exported": (entry) => [actor(entry), " exported the audit log of ", target(entry)],
  "audit-logs.expired": (entry) => [actor(entry), " let go of old entries of the audit log of ", target(entry)],
  "password.reset_requested": (entry) => [actor(entry), " asked for a new password for ", target(entry)],
  "password.reset": (entry) => [actor(entry), " set a new password"],
  "sso.sign_in_refused": (entry) => [actor(entry), " was not let in by single sign-on as ", target(entry)],
  "user.provisioned": (entry) => [
    actor(entry),
    " gave ",
    target(entry),
    " an account by single sign-on",
    ...asRole(entry),
  ],
  "account.linked": (entry) => [actor(entry), " linked the account of ", target(entry), " to an identity provider"],
  "recovery.used": (entry) => [actor(entry), " signed in with a recovery code"],
  "recovery.code_created": (entry) => [actor(entry), " made a recovery code"],
  "recovery.code_deleted": (entry) => [actor(entry), " deleted the recovery code of ", target(entry)],
  "sso.provider_created": (entry) => [actor(entry), " set up the identity provider ", target(entry)],
  "sso.provider_updated": (entry) => [actor(entry), " changed the identity provider ", target(entry)],
  "sso.provider_confirmed": (entry) => [actor(entry), " vouched for the identity provider ", target(entry)],
  "sso.provider_restored": (entry) => [actor(entry), " restored the identity provider ", target(entry)],
  "sso.provider_deleted": (entry) => [actor(entry), " deleted the identity provider ", target(entry)],
  "sso.provider_tested": (entry) => [actor(entry), " tested the identity provider ", target(entry)],
  "sso.domain_verified": (entry) => [actor(entry), " verified the domain ", target(entry)],
  "sso.domain_failing": (entry) => [actor(entry), " found the DNS record of the domain ", target(entry), " gone"],
  "sso.domain_lost": (entry) => [actor(entry), " stopped trusting the domain ", target(entry)],
  "sso.enforced": (entry) => [actor(entry), " made single sign-on required at ", target(entry)],
  "sso.enforcement_lifted": (entry) => [actor(entry), " allowed passwords again at ", target(entry)],
  ...hostnameTellings,
  "session.revoked": (entry) => [actor(entry), " ended a session"],
  "admin.invited": (entry) => [actor(entry), " made ", target(entry), " an operator", ...withRole(entry)],
  "admin.enrolled": (entry) => [actor(entry), " enrolled as an operator"],
  "admin.enrollment_refused": (entry) => [actor(entry), " tried to enroll and was refused"],
  "admin.enrollment_reissued": (entry) => [actor(entry), " issued a new enrollment link for ", target(entry)],
  "admin.deactivated": (entry) => [actor(entry), " deactivated the operator ", target(entry)],
  "admin.access_refused": (entry) => [actor(entry), " was refused at the door of this console", ...whyRefused(entry)],
  "admin.audit_logs_exported": (entry) => [actor(entry), " exported the audit log"],
  "admin.profile_updated": (entry) => [actor(entry), " changed their name", ...toName(entry)],
};

const unknownEvent: Telling = (entry) =>
  entry.target === null
    ? [actor(entry), ` did “${entry.event}”`]
    : [actor(entry), ` did “${entry.event}” to `, target(entry)];

function asRole(entry: AuditLog): readonly Part[] {
  const role = textIn(entry, "role");
  return role === null ? [] : [` as ${role}`];
}

function withRole(entry: AuditLog): readonly Part[] {
  const role = textIn(entry, "role");
  return role === null ? [] : [` (${role.replaceAll("_", " ")})`];
}

function toName(entry: AuditLog): readonly Part[] {
  const name = textIn(entry, "to");
  return name === null ? [] : [" to ", { name }];
}

function whyRefused(entry: AuditLog): readonly Part[] {
  return [textIn(entry, "reason") === "deactivated" ? ": they are deactivated" : ": they are no operator"];
}

import type { TenantEvent } from "../../../src/audit/event.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { failuresName, lockoutName, retentionName } from "../settings/security-limit.ts";
import { idleName, lifetimeName } from "../settings/session-limit.ts";
import { hostnameTellings } from "./hostname-sentence.ts";
import { signOnTellings } from "./sign-on-sentence.ts";
import { asRole, because, isOwnDoing, roleIn, targetOf, textIn, type Part, type Telling } from "./telling.ts";

/** What an entry of the audit log says, after the name of who did it: `invited`, …, without its final stop. */
export function auditSentence(log: AuditLog): readonly Part[] {
  const telling = Object.hasOwn(tellings, log.event) ? tellings[log.event as TenantEvent] : somethingElse;
  return telling(log);
}

/** The whole as plain text. */
export function auditText(log: AuditLog): string {
  const parts = auditSentence(log).map((part) => (typeof part === "string" ? part : part.name));
  return `${actorName(log)} ${parts.join("")}`;
}

export function actorName({ actor, target }: AuditLog): string {
  if (actor.name !== null && actor.name !== "") return actor.name;
  if (actor.type === "system") return "Gatehouse";
  if (actor.type === "operator") return "A service operator";
  // Before somebody has signed in, all that is known of them is the account they try.
  return target?.type === "user" ? (target.name ?? "Somebody") : "Somebody";
}

const tellings: Readonly<Record<TenantEvent, Telling>> = {
  "tenant.created": () => ["created this organization"],
  "tenant.suspended": (log) => ["suspended this organization", ...because(log)],
  "tenant.restored": () => ["restored this organization"],
  "tenant.deleted": () => ["deleted this organization"],
  "tenant.sessions_revoked": (log) => tenantSessionsEnded(log),
  "settings.updated": (log) => settingsChanged(log),
  "invitation.created": (log) => ["invited ", targetOf(log), ...asRole(log)],
  "invitation.revoked": (log) => ["withdrew the invitation to ", targetOf(log)],
  "invitation.refused": (log) => ["could not accept the invitation to ", targetOf(log), ...whyNot(log)],
  "invitation.accepted": (log) => ["accepted the invitation", ...asRole(log)],
  "member.role_changed": (log) => ["made ", whom(log), ` ${roleIn(log, "to") ?? "something else"}`, ...wasRole(log)],
  "member.removed": (log) => (isOwnDoing(log) ? ["left the organization"] : ["removed ", targetOf(log)]),
  ...signOnTellings,
  ...hostnameTellings,
  "user.signed_in": (log) => [signedIn[textIn(log, "method") ?? "password"] ?? "signed in"],
  "user.sign_in_failed": (log) => ["failed to sign in", ...whyNot(log)],
  "user.signed_out": () => ["signed out"],
  "user.sessions_revoked": (log) => sessionsEnded(log),
  "user.locked_out": () => ["failed to sign in too often and has to wait"],
  "address.blocked": (log) => ["tried too often from ", targetOf(log), ", which has to wait"],
  "password.reset_refused": () => ["tried to choose a new password with a link that was used before"],
  "audit-logs.exported": (log) => ["exported ", entriesIn(log), " of the audit log"],
  "audit-logs.expired": (log) => ["let go of ", entriesIn(log), " that were older than this log is kept"],
  "password.reset_requested": () => ["asked for a link to choose a new password"],
  "password.reset": () => ["chose a new password"],
  "session.revoked": (log) =>
    isOwnDoing(log) ? ["ended one of their sessions"] : ["ended a session of ", owner(log), ...onBehalf(log)],
};

const signedIn: Readonly<Record<string, string>> = {
  invitation: "signed in for the first time",
  sso: "signed in with single sign-on",
};

/** An event that a newer server writes and this page does not know yet. */
const somethingElse: Telling = (log) =>
  log.target === null ? [`did “${log.event}”`] : [`did “${log.event}” to `, targetOf(log)];

function whom(log: AuditLog): Part {
  return isOwnDoing(log) ? "themselves" : targetOf(log);
}

function entriesIn({ data }: AuditLog): string {
  const rows = data["rows"];
  return typeof rows === "number" ? `${rows.toLocaleString("en-GB")} ${rows === 1 ? "entry" : "entries"}` : "entries";
}

function owner(log: AuditLog): Part {
  return { name: textIn(log, "email") ?? "somebody" };
}

function wasRole(log: AuditLog): readonly Part[] {
  const role = roleIn(log, "from");
  return role === null ? [] : [`, who was ${role}`];
}

function sessionsEnded(log: AuditLog): readonly Part[] {
  const reason = textIn(log, "reason");
  if (reason === "password_reset") return ["was signed out everywhere, for a new password"];
  if (!isOwnDoing(log)) return ["ended all sessions of ", targetOf(log), ...onBehalf(log)];
  return [reason === "ended_by_admin" ? "signed themselves out everywhere" : "ended all their other sessions"];
}

/** Of the whole organization, or of one host that it is not served on any more. */
function tenantSessionsEnded(log: AuditLog): readonly Part[] {
  if (textIn(log, "reason") !== "host_removed") {
    return ["ended every session of this organization", ...because(log, "note")];
  }
  const place = log.target?.type === "hostname" ? targetOf(log) : "a host";
  return ["ended every session at ", place, ", which is not served any more"];
}

/** Who wanted it, where that is not who did it. */
function onBehalf(log: AuditLog): readonly Part[] {
  if (textIn(log, "reason") === "sso_enforced") return [", because single sign-on is required now"];
  return textIn(log, "reason") === "provider_logout" ? [", because the identity provider signed them out"] : [];
}

const failures: Readonly<Record<string, string>> = {
  wrong_password: "the password was wrong",
  unknown_address: "there is no such account",
  not_a_member: "the account is no member",
  interrupted: "access changed while they did",
  suspended: "the organization is suspended",
  unavailable: "it was not possible at that moment",
  locked_out: "there were too many failures before",
  sso_required: "single sign-on is required",
  wrong_recovery_code: "the recovery code was wrong",
  used: "it has been accepted before",
  expired: "it is no longer valid",
  already_member: "they are a member already",
};

function whyNot(log: AuditLog): readonly Part[] {
  const reason = textIn(log, "reason");
  const said = reason !== null && Object.hasOwn(failures, reason) ? failures[reason] : undefined;
  return said === undefined ? [] : [`: ${said}`];
}

function settingsChanged(log: AuditLog): readonly Part[] {
  const changes = log.data["changes"];
  if (typeof changes !== "object" || changes === null) return ["changed the settings"];
  const clauses = Object.entries(settingTellings).flatMap(([field, tell]) => {
    const change: unknown = (changes as Record<string, unknown>)[field];
    return typeof change === "object" && change !== null && "to" in change ? [tell(change.to)] : [];
  });
  return clauses.length === 0
    ? ["changed the settings"]
    : clauses.flatMap((clause, index) => [...joint(index), ...clause]);

  function joint(index: number): readonly Part[] {
    if (index === 0) return [];
    return [index === clauses.length - 1 ? " and " : ", "];
  }
}

/** What each setting was changed to; what this page cannot read, it does not repeat. */
const settingTellings: Readonly<Record<string, (to: unknown) => readonly Part[]>> = {
  appName: (to) => ["renamed the app to ", { name: typeof to === "string" ? to : "nothing" }],
  primaryColor: (to) =>
    typeof to === "string" ? [`changed the colour to ${to}`] : ["went back to the default colour"],
  sessionIdleMinutes: (to) =>
    typeof to === "number"
      ? [`had sessions end when unused for ${idleName(to)}`]
      : ["changed when unused sessions end"],
  sessionLifetimeHours: (to) =>
    typeof to === "number" ? [`limited sessions to ${lifetimeName(to)}`] : ["changed how long sessions last"],
  accountFailureLimit: (to) =>
    typeof to === "number" ? [`had accounts wait after ${failuresName(to)}`] : ["changed when accounts have to wait"],
  addressFailureLimit: (to) =>
    typeof to === "number"
      ? [`had network addresses wait after ${failuresName(to)}`]
      : ["changed when network addresses have to wait"],
  lockoutMinutes: (to) =>
    typeof to === "number"
      ? [`had failed sign-ins count for ${lockoutName(to)}`]
      : ["changed how long failed sign-ins count"],
  auditRetentionDays: (to) => {
    if (to === null) return ["had the audit log kept for ever"];
    return typeof to === "number"
      ? [`had the audit log kept for ${retentionName(to)}`]
      : ["changed how long the audit log is kept"];
  },
};

import type { TenantEvent } from "../../../src/audit/event.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { roleWithArticle } from "../members/role-name.ts";

/** A piece of a sentence; what is named is set apart from the words around it. */
export type Part = string | { readonly name: string };

type Telling = (log: AuditLog) => readonly Part[];

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
  "tenant.sessions_revoked": (log) => ["ended every session of this organization", ...because(log, "note")],
  "settings.updated": (log) => settingsChanged(log),
  "invitation.created": (log) => ["invited ", targetOf(log), ...asRole(log)],
  "invitation.revoked": (log) => ["withdrew the invitation to ", targetOf(log)],
  "invitation.accepted": (log) => ["accepted the invitation", ...asRole(log)],
  "member.role_changed": (log) => ["made ", whom(log), ` ${roleIn(log, "to") ?? "something else"}`, ...wasRole(log)],
  "member.removed": (log) => (isOwnDoing(log) ? ["left the organization"] : ["removed ", targetOf(log)]),
  "user.signed_in": (log) => [textIn(log, "method") === "invitation" ? "signed in for the first time" : "signed in"],
  "user.sign_in_failed": (log) => ["failed to sign in", ...whyNot(log)],
  "user.signed_out": () => ["signed out"],
  "user.sessions_revoked": (log) => sessionsEnded(log),
  "password.reset_requested": () => ["asked for a link to choose a new password"],
  "password.reset": () => ["chose a new password"],
  "session.revoked": (log) => (isOwnDoing(log) ? ["ended one of their sessions"] : ["ended a session of ", owner(log)]),
};

/** An event that a newer server writes and this page does not know yet. */
const somethingElse: Telling = (log) =>
  log.target === null ? [`did “${log.event}”`] : [`did “${log.event}” to `, targetOf(log)];

function targetOf(log: AuditLog): Part {
  return { name: log.target?.name ?? log.target?.id ?? "somebody" };
}

function whom(log: AuditLog): Part {
  return isOwnDoing(log) ? "themselves" : targetOf(log);
}

function isOwnDoing({ actor, target, data }: AuditLog): boolean {
  return actor.id !== null && (target?.id === actor.id || data["userId"] === actor.id);
}

function owner(log: AuditLog): Part {
  return { name: textIn(log, "email") ?? "somebody" };
}

function asRole(log: AuditLog): readonly Part[] {
  const role = roleIn(log, "role");
  return role === null ? [] : [` as ${role}`];
}

function wasRole(log: AuditLog): readonly Part[] {
  const role = roleIn(log, "from");
  return role === null ? [] : [`, who was ${role}`];
}

function roleIn(log: AuditLog, key: string): string | null {
  const role = textIn(log, key);
  if (role === null) return null;
  return Object.hasOwn(roleWithArticle, role) ? roleWithArticle[role as keyof typeof roleWithArticle] : role;
}

function because(log: AuditLog, key = "reason"): readonly Part[] {
  const reason = textIn(log, key);
  return reason === null ? [] : [`: “${reason}”`];
}

function sessionsEnded(log: AuditLog): readonly Part[] {
  const others = isOwnDoing(log);
  if (textIn(log, "reason") === "password_reset") return ["was signed out everywhere, for a new password"];
  return others ? ["ended all their other sessions"] : ["ended all sessions of ", targetOf(log)];
}

const failures: Readonly<Record<string, string>> = {
  wrong_password: "the password was wrong",
  unknown_address: "there is no such account",
  not_a_member: "the account is no member",
};

function whyNot(log: AuditLog): readonly Part[] {
  const reason = textIn(log, "reason");
  const said = reason !== null && Object.hasOwn(failures, reason) ? failures[reason] : undefined;
  return said === undefined ? [] : [`: ${said}`];
}

function settingsChanged(log: AuditLog): readonly Part[] {
  const changes = log.data["changes"];
  if (typeof changes !== "object" || changes === null) return ["changed the settings"];
  const name = newValue(changes, "appName");
  const colour = newValue(changes, "primaryColor");
  const named = name === undefined ? [] : ["renamed the app to ", { name: name ?? "nothing" }];
  const coloured =
    colour === undefined
      ? []
      : [colour === null ? "went back to the default colour" : `changed the colour to ${colour}`];
  if (named.length === 0 && coloured.length === 0) return ["changed the settings"];
  return named.length > 0 && coloured.length > 0 ? [...named, " and ", ...coloured] : [...named, ...coloured];
}

/** What a setting was changed to; undefined when it was not among the changes. */
function newValue(changes: object, key: string): string | null | undefined {
  const change: unknown = (changes as Record<string, unknown>)[key];
  if (typeof change !== "object" || change === null || !("to" in change)) return undefined;
  return typeof change.to === "string" ? change.to : null;
}

function textIn({ data }: AuditLog, key: string): string | null {
  const value = data[key];
  return typeof value === "string" && value !== "" ? value : null;
}

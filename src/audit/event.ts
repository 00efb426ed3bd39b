import {
  address,
  changesOf,
  count,
  flag,
  identifier,
  instant,
  oneOf,
  optional,
  words,
  wordsUnder,
  type DataOf,
  type Fields,
} from "./field.ts";
import { finalFailures } from "../hostnames/hostname.ts";
import { providerFieldNames } from "../sso/provider.ts";
import { ssoRefusals } from "../sso/refusal.ts";
import { filterNames } from "./filter-names.ts";

export const categories = [
  "authentication",
  "session",
  "membership",
  "configuration",
  "tenant",
  "operator",
  "audit",
] as const;
export type Category = (typeof categories)[number];

export const outcomes = ["success", "failure"] as const;
export type AuditOutcome = (typeof outcomes)[number];

/** `notice`: somebody's access or the configuration is another now. `warning`: somebody should look at it. */
export const severities = ["info", "notice", "warning"] as const;
type Severity = (typeof severities)[number];

/** What an event is, and all that its row may say besides who, when, where and to whom. */
interface EventClass {
  readonly category: Category;
  readonly outcome: AuditOutcome;
  readonly severity: Severity;
  readonly data: Fields;
  /** The target's name was typed by somebody who may be anybody. */
  readonly targetWasTyped?: true;
}

const role = oneOf("owner", "admin", "member");
const operatorRole = oneOf("super_admin", "security", "support");
const reason = words(500);

/** Cloudflare's own words. */
const observed = { version: count, status: optional(words(100)), sslStatus: optional(words(100)) };

const revocation = {
  reason: oneOf(
    "signed_out",
    "ended_by_user",
    "ended_by_admin",
    "ended_by_operator",
    "password_reset",
    "provider_logout",
    "sso_enforced",
    "host_removed",
    "role_changed",
    "member_removed",
    "member-remove",
    "suspended",
    "suspend",
    "deleted",
    "delete",
    "storage_lost",
  ),
  closed: optional(count),
  note: optional(reason),
  outcome: optional(oneOf("not_committed")),
} satisfies Fields;

const exported = {
  format: oneOf("csv", "jsonl"),
  filters: wordsUnder(200, ...filterNames),
  rows: count,
} satisfies Fields;

/**
 * Everything a tenant's audit log can say. Only the fields that stand here are ever written (record.ts), each in its
 * own way: nothing that is not known to belong into the log gets there.
 */
const tenantEventClasses = {
  "tenant.created": {
    category: "tenant",
    outcome: "success",
    severity: "notice",
    data: { slug: identifier, homeRegion: identifier },
  },
  "tenant.suspended": { category: "tenant", outcome: "success", severity: "warning", data: { reason } },
  "tenant.restored": { category: "tenant", outcome: "success", severity: "notice", data: {} },
  "tenant.deleted": { category: "tenant", outcome: "success", severity: "warning", data: {} },
  "settings.updated": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: {
      version: count,
      changes: changesOf(
        "appName",
        "primaryColor",
        "sessionIdleMinutes",
        "sessionLifetimeHours",
        "accountFailureLimit",
        "addressFailureLimit",
        "lockoutMinutes",
        "auditRetentionDays",
      ),
    },
  },
  "invitation.created": { category: "membership", outcome: "success", severity: "notice", data: { role } },
  "invitation.revoked": { category: "membership", outcome: "success", severity: "notice", data: {} },
  "invitation.accepted": { category: "membership", outcome: "success", severity: "notice", data: { role } },
  "invitation.refused": {
    category: "authentication",
    outcome: "failure",
    severity: "notice",
    data: {
      reason: oneOf("used", "expired", "already_member", "interrupted", "suspended", "sso_required", "unavailable"),
    },
  },
  "member.role_changed": {
    category: "membership",
    outcome: "success",
    severity: "notice",
    data: { from: role, to: role },
  },
  "member.removed": { category: "membership", outcome: "success", severity: "notice", data: { role } },
  "user.signed_in": {
    category: "authentication",
    outcome: "success",
    severity: "info",
    data: { method: oneOf("password", "invitation", "sso"), provider: optional(identifier) },
  },
  "user.sign_in_failed": {
    category: "authentication",
    outcome: "failure",
    severity: "notice",
    targetWasTyped: true,
    data: {
      reason: oneOf(
        "unknown_address",
        "wrong_password",
        "not_a_member",
        "interrupted",
        "suspended",
        "unavailable",
        "locked_out",
        "sso_required",
        "wrong_recovery_code",
      ),
    },
  },
  // Somebody whom a provider sent, and who was not let in. What the provider asserted is in no row but the address.
  "sso.sign_in_refused": {
    category: "authentication",
    outcome: "failure",
    severity: "notice",
    targetWasTyped: true,
    data: { reason: oneOf(...ssoRefusals), provider: identifier },
  },
  "user.provisioned": {
    category: "membership",
    outcome: "success",
    severity: "notice",
    data: { role, provider: identifier },
  },
  "account.linked": {
    category: "authentication",
    outcome: "success",
    severity: "notice",
    data: { provider: identifier },
  },
  // Break-glass: an owner came in past single sign-on.
  "recovery.used": { category: "authentication", outcome: "success", severity: "warning", data: {} },
  "recovery.code_created": { category: "configuration", outcome: "success", severity: "notice", data: {} },
  "recovery.code_deleted": { category: "configuration", outcome: "success", severity: "notice", data: {} },
  "sso.provider_created": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { version: count, issuer: words(500), domains: optional(words(2_000)) },
  },
  "sso.provider_updated": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { version: count, keyChanged: flag, changes: changesOf(...providerFieldNames) },
  },
  "sso.provider_confirmed": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { version: count },
  },
  "sso.provider_restored": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { version: count, restored: count },
  },
  "sso.provider_deleted": {
    category: "configuration",
    outcome: "success",
    severity: "warning",
    data: { version: count },
  },
  "sso.provider_tested": {
    category: "configuration",
    outcome: "success",
    severity: "info",
    data: { result: oneOf("passed", "failed"), reason: optional(oneOf(...ssoRefusals)) },
  },
  "sso.domain_verified": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { provider: identifier },
  },
  // The record of a verified domain has gone; a day later the domain counts as unverified.
  "sso.domain_failing": {
    category: "configuration",
    outcome: "failure",
    severity: "warning",
    data: { provider: identifier },
  },
  "sso.domain_lost": {
    category: "configuration",
    outcome: "failure",
    severity: "warning",
    data: { provider: identifier },
  },
  "sso.enforced": {
    category: "configuration",
    outcome: "success",
    severity: "warning",
    data: { version: count, closed: optional(count) },
  },
  "sso.enforcement_lifted": {
    category: "configuration",
    outcome: "success",
    severity: "warning",
    data: { version: count },
  },
  "hostname.added": { category: "configuration", outcome: "success", severity: "notice", data: { version: count } },
  "hostname.updated": {
    category: "configuration",
    outcome: "success",
    severity: "info",
    data: { version: count, changes: changesOf("validation") },
  },
  // Its TXT record was seen: the name is this organization's.
  "hostname.proven": { category: "configuration", outcome: "success", severity: "notice", data: { version: count } },
  "hostname.activated": { category: "configuration", outcome: "success", severity: "notice", data: { version: count } },
  // Active, and not any more: Cloudflare says so itself.
  "hostname.interrupted": { category: "configuration", outcome: "failure", severity: "warning", data: observed },
  "hostname.failed": {
    category: "configuration",
    outcome: "failure",
    severity: "warning",
    data: { ...observed, reason: oneOf(...finalFailures) },
  },
  "hostname.moved": { category: "configuration", outcome: "failure", severity: "warning", data: observed },
  "hostname.retried": { category: "configuration", outcome: "success", severity: "info", data: { version: count } },
  // Nobody showed its record in time.
  "hostname.expired": { category: "configuration", outcome: "failure", severity: "notice", data: { version: count } },
  "hostname.removed": {
    category: "configuration",
    outcome: "success",
    severity: "warning",
    data: { version: count, closed: optional(count), reason: optional(reason) },
  },
  "hostname.released": { category: "configuration", outcome: "success", severity: "notice", data: { version: count } },
  "hostname.primary_changed": {
    category: "configuration",
    outcome: "success",
    severity: "notice",
    data: { version: count, changes: changesOf("primaryHost", "redirectOthers") },
  },
  "user.signed_out": {
    category: "authentication",
    outcome: "success",
    severity: "info",
    data: { sessionId: identifier },
  },
  // More failures than the tenant allows: the account, or the address they come from, has to wait.
  "user.locked_out": {
    category: "authentication",
    outcome: "failure",
    severity: "warning",
    targetWasTyped: true,
    data: { failures: count, until: optional(instant) },
  },
  "address.blocked": {
    category: "authentication",
    outcome: "failure",
    severity: "warning",
    data: { failures: count, until: optional(instant) },
  },
  "password.reset_requested": { category: "authentication", outcome: "success", severity: "info", data: {} },
  "password.reset": { category: "authentication", outcome: "success", severity: "notice", data: {} },
  "password.reset_refused": {
    category: "authentication",
    outcome: "failure",
    severity: "notice",
    data: { reason: oneOf("used") },
  },
  "session.revoked": {
    category: "session",
    outcome: "success",
    severity: "notice",
    data: { ...revocation, userId: identifier, email: optional(address) },
  },
  "user.sessions_revoked": { category: "session", outcome: "success", severity: "notice", data: revocation },
  "tenant.sessions_revoked": { category: "session", outcome: "success", severity: "warning", data: revocation },
  "audit-logs.exported": { category: "audit", outcome: "success", severity: "notice", data: exported },
  "audit-logs.expired": {
    category: "audit",
    outcome: "success",
    severity: "notice",
    data: { rows: count, before: instant, through: count, hash: identifier },
  },
} as const satisfies Readonly<Record<string, EventClass>>;

/** What only the platform's log says; operators' acts on a tenant stand there too, under the tenant's event. */
const platformEventClasses = {
  "admin.invited": {
    category: "operator",
    outcome: "success",
    severity: "notice",
    data: { role: operatorRole },
  },
  "admin.enrolled": { category: "operator", outcome: "success", severity: "notice", data: {} },
  "admin.enrollment_refused": {
    category: "operator",
    outcome: "failure",
    severity: "warning",
    data: { reason: oneOf("unknown_token", "expired", "wrong_address", "identity_taken") },
  },
  "admin.enrollment_reissued": { category: "operator", outcome: "success", severity: "notice", data: {} },
  "admin.deactivated": { category: "operator", outcome: "success", severity: "notice", data: {} },
  "admin.profile_updated": {
    category: "operator",
    outcome: "success",
    severity: "info",
    data: { from: optional(words(100)), to: optional(words(100)) },
  },
  // Somebody whom Access let in, and the platform did not.
  "admin.access_refused": {
    category: "operator",
    outcome: "failure",
    severity: "warning",
    data: { reason: oneOf("not_enrolled", "deactivated") },
  },
  // Named apart from a tenant's export: how many rows of `admin.*` there are is nothing for whoever may not read them.
  "admin.audit_logs_exported": { category: "operator", outcome: "success", severity: "notice", data: exported },
} as const satisfies Readonly<Record<string, EventClass>>;

export type TenantEvent = keyof typeof tenantEventClasses;
export type PlatformEvent = keyof typeof platformEventClasses;

export const tenantEvents = Object.keys(tenantEventClasses) as TenantEvent[];
export const platformEvents = Object.keys(platformEventClasses) as PlatformEvent[];

const classes = { ...tenantEventClasses, ...platformEventClasses };

/** What an event is; null for one that only newer code knows. */
export function classOf(event: string): EventClass | null {
  return Object.hasOwn(classes, event) ? classes[event as keyof typeof classes] : null;
}

/** The names of the events that are of this category and have this outcome; undefined is any. */
export function eventsThatAre(wanted: {
  readonly category: Category | undefined;
  readonly outcome: AuditOutcome | undefined;
}): string[] {
  return Object.entries<EventClass>(classes)
    .filter(([, { category }]) => wanted.category === undefined || category === wanted.category)
    .filter(([, { outcome }]) => wanted.outcome === undefined || outcome === wanted.outcome)
    .map(([event]) => event);
}

export interface Actor {
  readonly type: "user" | "operator" | "system" | "anonymous";
  readonly id: string | null;
  readonly name: string | null;
}

export interface Target {
  readonly type:
    | "organization"
    | "user"
    | "invitation"
    | "session"
    | "settings"
    | "sso-provider"
    | "domain"
    | "hostname"
    | "operator"
    | "address"
    | "audit-logs";
  readonly id: string;
  readonly name: string | null;
}

/** The id of a target whom nobody here is. */
export const nobodyKnown = "unknown";

/** Who is acting, and through which request: what every audit row carries besides the event itself. */
export interface AuditContext {
  readonly actor: Actor;
  readonly requestId: string;
  /** The request that set this off, where it was another; otherwise this one. */
  readonly correlationId?: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** One row of an audit log, with the data its event has. */
export type AuditEntry<Event extends TenantEvent | PlatformEvent = TenantEvent> = {
  readonly [One in Event]: EntryOf<One, DataOf<(typeof classes)[One]["data"]>>;
}[Event];

type EntryOf<Event, Data> = { readonly event: Event; readonly target: Target | null } & (keyof Data extends never
  ? { readonly data?: never }
  : { readonly data: Data });

/** Everything a tenant's audit log can say. */
export const tenantEvents = [
  "tenant.created",
  "tenant.suspended",
  "tenant.restored",
  "tenant.deleted",
  "settings.updated",
  "invitation.created",
  "invitation.revoked",
  "invitation.accepted",
  "member.role_changed",
  "member.removed",
  "user.signed_in",
  "user.sign_in_failed",
  "user.signed_out",
  "password.reset_requested",
  "password.reset",
  "session.revoked",
  "user.sessions_revoked",
  "tenant.sessions_revoked",
] as const;

export type TenantEvent = (typeof tenantEvents)[number];

/** What only the platform's log says; operators' acts on a tenant stand there too, under the tenant's event. */
export const platformEvents = [
  "admin.invited",
  "admin.enrolled",
  "admin.enrollment_refused",
  "admin.enrollment_reissued",
  "admin.deactivated",
  "admin.profile_updated",
] as const;

export type PlatformEvent = (typeof platformEvents)[number];

export interface Actor {
  readonly type: "user" | "operator" | "system" | "anonymous";
  readonly id: string | null;
  readonly name: string | null;
}

export interface Target {
  readonly type: "organization" | "user" | "invitation" | "session" | "settings" | "operator";
  readonly id: string;
  readonly name: string | null;
}

/** Who is acting, and through which request: what every audit row carries besides the event itself. */
export interface AuditContext {
  readonly actor: Actor;
  readonly requestId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** One row of an audit log. `data` holds what the event needs to be understood, and never a secret. */
export interface AuditEntry<Event extends string = TenantEvent> {
  readonly event: Event;
  readonly target: Target | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

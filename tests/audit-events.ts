import type { PlatformEvent, TenantEvent } from "../src/audit/event.ts";

/** What a route may write into the audit logs, or why it writes nothing although it changes something. */
export type Declared = readonly (TenantEvent | PlatformEvent)[] | string;

/** What a look at a hostname may bring. */
const hostnameLook: Declared = [
  "hostname.proven",
  "hostname.activated",
  "hostname.interrupted",
  "tenant.sessions_revoked",
  "hostname.failed",
  "hostname.moved",
  "hostname.retried",
  "hostname.released",
];

/**
 * Every route that changes something, and every other that writes an audit row. A route that is missing here fails
 * the test beside (audit-completeness.test.ts).
 */
export const tenantRouteEvents: Readonly<Record<string, Declared>> = {
  "post /api/auth/sign-in/email": ["user.signed_in", "user.sign_in_failed", "user.locked_out", "address.blocked"],
  "post /api/auth/sign-out": ["user.signed_out"],
  "post /api/auth/sign-in/sso": "leaves a row of its own until it is over, which is what the callback tells of",
  "get /api/auth/sso/callback/{id}": [
    "user.signed_in",
    "user.provisioned",
    "account.linked",
    "invitation.accepted",
    "member.role_changed",
    "sso.sign_in_refused",
    "sso.provider_tested",
  ],
  "post /api/auth/sso/backchannel-logout/{id}": ["session.revoked"],
  "post /api/auth/sign-in/recovery": ["recovery.used", "user.sign_in_failed", "address.blocked"],
  "post /api/sso-config/providers/{id}/test": ["sso.provider_tested"],
  "post /api/sso-config/recovery-codes": ["recovery.code_created"],
  "post /api/auth/request-password-reset": ["password.reset_requested"],
  "post /api/auth/reset-password": ["password.reset", "user.sessions_revoked", "password.reset_refused"],
  "post /api/invitations/accept/{invitationId}": ["invitation.accepted", "user.signed_in", "invitation.refused"],
  "post /api/org/invitations": ["invitation.created"],
  "delete /api/org/invitations/{id}": ["invitation.revoked"],
  "delete /api/sessions/{id}": ["session.revoked"],
  "post /api/sessions/revoke-others": ["user.sessions_revoked"],
  "post /api/org/sessions/revoke-all": ["tenant.sessions_revoked"],
  "patch /api/org/members/{id}": ["member.role_changed"],
  "delete /api/org/members/{id}": ["member.removed"],
  "post /api/org/members/{id}/sessions/revoke-all": ["user.sessions_revoked"],
  "patch /api/org/settings": ["settings.updated"],
  "post /api/sso-config/providers": ["sso.provider_created"],
  "patch /api/sso-config/providers/{id}": ["sso.provider_updated"],
  "delete /api/sso-config/providers/{id}": ["sso.provider_deleted"],
  "post /api/sso-config/providers/{id}/verify-domain": ["sso.domain_verified", "sso.domain_failing", "sso.domain_lost"],
  "post /api/sso-config/providers/{id}/confirm": ["sso.provider_confirmed"],
  "post /api/sso-config/providers/{id}/restore": ["sso.provider_restored"],
  "post /api/sso-config/discover": "asks an issuer where it is, and keeps nothing",
  "post /api/tenancy/hostnames": ["hostname.added"],
  "patch /api/tenancy/hostnames/{id}": ["hostname.updated"],
  "delete /api/tenancy/hostnames/{id}": ["hostname.removed", "tenant.sessions_revoked"],
  "post /api/tenancy/hostnames/{id}/verify": hostnameLook,
  "patch /api/tenancy/primary-host": ["hostname.primary_changed"],
  "patch /api/sso-config/enforcement": ["sso.enforced", "sso.enforcement_lifted", "tenant.sessions_revoked"],
  "delete /api/sso-config/recovery-codes/{userId}": ["recovery.code_deleted"],
  "get /api/org/audit-logs/export": ["audit-logs.exported"],
  "post /api/webhooks/cloudflare": "is a hint: what comes of it is written by the gatekeeper that has looked",
  "post /api/teams/find":
    "asked at the apex by nobody in particular: it changes nothing, and a row in each tenant would be written by strangers",
};

/** An operator's act on a tenant stands in both logs. */
export const operatorRouteEvents: Readonly<Record<string, Declared>> = {
  "post /api/admin/tenants": ["tenant.created", "invitation.created"],
  "delete /api/admin/tenants/{id}": ["tenant.deleted"],
  "post /api/admin/tenants/{id}/suspend": ["tenant.suspended"],
  "post /api/admin/tenants/{id}/restore": ["tenant.restored"],
  "post /api/admin/tenants/{id}/invitations": ["invitation.created"],
  "post /api/admin/tenants/{id}/sessions/revoke-all": ["tenant.sessions_revoked"],
  // What the look brings, if it brings anything: what a tenant's admin may leave by the same look.
  "post /api/admin/tenants/{id}/hostnames/{hostnameId}/check": hostnameLook,
  "delete /api/admin/tenants/{id}/hostnames/{hostnameId}": [
    "hostname.removed",
    "hostname.primary_changed",
    "tenant.sessions_revoked",
  ],
  "patch /api/admin/profile": ["admin.profile_updated"],
  "post /api/admin/global-admins": ["admin.invited"],
  "post /api/admin/global-admins/{id}/deactivate": ["admin.deactivated"],
  "post /api/admin/global-admins/{id}/reissue-enrollment": ["admin.enrollment_reissued"],
  "get /api/admin/audit-logs/export": ["admin.audit_logs_exported"],
  // The pipeline itself, on whatever route somebody comes with.
  "get /api/admin/me": ["admin.enrolled", "admin.enrollment_refused", "admin.access_refused"],
};

/** Events that no request causes, and who writes them. */
export const otherEvents: Readonly<Partial<Record<TenantEvent | PlatformEvent, string>>> = {
  "hostname.expired": "the clock, where nobody shows a hostname's record in time (hostname-changes.test.ts)",
  "audit-logs.expired": "the cron that lets go of what a tenant does not want to keep (audit-chain-retention.test.ts)",
};

/** Everything a member of an organization can do that is not everyone's: a closed union. */
export const actions = [
  "me:read",
  "sessions:read",
  "sessions:revoke",
  "member-sessions:read",
  "member-sessions:revoke",
  "organization-sessions:revoke",
  "members:read",
  "members:change-role",
  "members:remove",
  "invitations:read",
  "invitations:create",
  "invitations:revoke",
  "settings:read",
  "settings:update",
  "sso:read",
  "sso:update",
  "sso:confirm",
  "sso:enforce",
  "recovery-codes:read",
  "recovery-codes:manage",
  "hostnames:read",
  "hostnames:update",
  "audit-logs:read",
  "live:connect",
] as const;

export type Action = (typeof actions)[number];

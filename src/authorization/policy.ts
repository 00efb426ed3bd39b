import type { Action } from "./action.ts";
import { actions } from "./action.ts";
import { reaches, roles, type Role } from "./role.ts";

/** What each role may do, one table per resource. The API enforces it and the apps show by it. */
const own = {
  "me:read": "member",
  "sessions:read": "member",
  "sessions:revoke": "member",
  "live:connect": "member",
} as const;

const organization = {
  "organization-sessions:revoke": "owner",
  "settings:read": "member",
  "settings:update": "admin",
  "audit-logs:read": "admin",
} as const;

const signOn = {
  "sso:read": "admin",
  "sso:update": "admin",
  // An owner vouches for what an admin has changed: through it, owners come in.
  "sso:confirm": "owner",
  "sso:enforce": "admin",
  "recovery-codes:read": "admin",
  "recovery-codes:manage": "owner",
} as const;

const hosting = {
  "hostnames:read": "admin",
  "hostnames:update": "admin",
} as const;

const membership = {
  "members:read": "member",
  "members:change-role": "admin",
  "members:remove": "admin",
  "member-sessions:read": "admin",
  "member-sessions:revoke": "admin",
  "invitations:read": "admin",
  "invitations:create": "admin",
  "invitations:revoke": "admin",
} as const;

/** The least role that may do each. */
const leastRole: Readonly<Record<Action, Role>> = { ...own, ...organization, ...signOn, ...hosting, ...membership };

export function mayAct(role: Role, action: Action): boolean {
  return reaches(role, leastRole[action]);
}

export function permissionsOf(role: Role): readonly Action[] {
  return permissions.get(role) ?? [];
}

const permissions = new Map(roles.map((role) => [role, actions.filter((action) => mayAct(role, action))]));

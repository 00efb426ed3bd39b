import type { OperatorAction } from "../../../src/operators/role.ts";

const names: Readonly<Record<OperatorAction, string>> = {
  "tenants:read": "See tenants and their people",
  "tenants:create": "Create tenants",
  "tenants:suspend": "Suspend tenants",
  "tenants:restore": "Restore suspended tenants",
  "tenants:delete": "Delete tenants",
  "tenants:invite": "Invite people into tenants",
  "tenants:revoke-sessions": "End all sessions of a tenant",
  "hostnames:read": "See tenants' hostnames",
  "hostnames:check": "Have a hostname looked at again",
  "hostnames:remove": "Remove a tenant's hostname",
  "users:read": "Look up users by their e-mail address",
  "audit-logs:read": "Read the audit log",
  "audit-logs:read-admin": "Read what concerns operators in the audit log",
  "global-admins:read": "See who the operators are",
  "global-admins:manage": "Invite and deactivate operators",
  "system:read": "See the queues",
  "profile:read": "See your own profile",
  "profile:update": "Change your own profile",
};

/** What a permission lets somebody do; one that is newer than this console is shown as the API wrote it. */
export function permissionName(permission: string): string {
  return Object.hasOwn(names, permission) ? names[permission as OperatorAction] : permission;
}

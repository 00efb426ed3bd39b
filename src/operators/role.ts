/** What an operator may be. */
export const operatorRoles = ["super_admin", "support", "security"] as const;

export type OperatorRole = (typeof operatorRoles)[number];

/** Everything an operator can do: a closed union. */
export const operatorActions = [
  "tenants:read",
  "tenants:create",
  "tenants:suspend",
  "tenants:restore",
  "tenants:delete",
  "tenants:invite",
  "tenants:revoke-sessions",
  "hostnames:read",
  "hostnames:check",
  "hostnames:remove",
  "users:read",
  "audit-logs:read",
  "audit-logs:read-admin",
  "global-admins:read",
  "global-admins:manage",
  "system:read",
  "profile:read",
  "profile:update",
] as const;

export type OperatorAction = (typeof operatorActions)[number];

/** The role matrix, as data: the API enforces it and the console shows by it. */
export const operatorMatrix: Readonly<Record<OperatorRole, readonly OperatorAction[]>> = {
  super_admin: operatorActions,
  support: [
    "tenants:read",
    "tenants:create",
    "tenants:invite",
    "hostnames:read",
    "hostnames:check",
    "users:read",
    "audit-logs:read",
    "system:read",
    "profile:read",
    "profile:update",
  ],
  security: [
    "tenants:read",
    "tenants:suspend",
    "tenants:revoke-sessions",
    "hostnames:read",
    "hostnames:remove",
    "users:read",
    "audit-logs:read",
    "audit-logs:read-admin",
    "global-admins:read",
    "system:read",
    "profile:read",
    "profile:update",
  ],
};

export function operatorMay(role: OperatorRole, action: OperatorAction): boolean {
  return operatorMatrix[role].includes(action);
}

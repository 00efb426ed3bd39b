import type { OperatorRole } from "../../../src/operators/role.ts";

const names: Readonly<Record<OperatorRole, { readonly label: string; readonly description: string }>> = {
  super_admin: { label: "Super admin", description: "May do everything, and decides who else may come in." },
  support: { label: "Support", description: "Creates tenants, invites people and looks things up." },
  security: { label: "Security", description: "Suspends tenants, ends sessions and reads the whole audit log." },
};

export const operatorRoleChoices = (Object.keys(names) as OperatorRole[]).map((value) => ({ value, ...names[value] }));

export function operatorRoleName(role: OperatorRole): string {
  return names[role].label;
}

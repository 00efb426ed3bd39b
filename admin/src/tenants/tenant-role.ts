import type { Role } from "../../../src/authorization/role.ts";

const names: Readonly<Record<Role, { readonly label: string; readonly description: string }>> = {
  owner: { label: "Owner", description: "May do everything, and can end everybody's sessions." },
  admin: { label: "Admin", description: "Manages members, invitations and settings." },
  member: { label: "Member", description: "Uses the organization's products." },
};

/** The roles somebody can be invited with, the most powerful first. */
export const tenantRoleChoices = (Object.keys(names) as Role[]).map((value) => ({ value, ...names[value] }));

/** Somebody whose account is still there but who was removed from the organization has no role. */
export function tenantRoleName(role: Role | null): string {
  return role === null ? "Removed" : names[role].label;
}

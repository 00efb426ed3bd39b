import type { Role } from "../../../src/authorization/role.ts";
import type { SelectOption } from "../../../ui/select.tsx";
import { roleDescriptions, roleNames } from "./role-name.ts";

/** A role to choose, with what it means. */
export function roleOption(role: Role): SelectOption<Role> {
  return { value: role, label: roleNames[role], description: roleDescriptions[role] };
}

import { reaches, type Role } from "../authorization/role.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

/**
 * The role that the provider's claim leads to: the highest that one of the values is mapped to, or the default for
 * whoever has none of them, so that leaving a group there takes its role away here. Null where no claim is configured:
 * then roles are not the provider's business.
 */
export function mappedRole(
  { roleClaim, roleMappings, defaultRole }: Pick<SignInProvider, "roleClaim" | "roleMappings" | "defaultRole">,
  values: readonly string[],
): Role | null {
  if (roleClaim === null) return null;
  const granted = roleMappings.filter(({ value }) => values.includes(value)).map(({ role }) => role);
  return granted.length === 0 ? defaultRole : granted.reduce((one, other) => (reaches(one, other) ? one : other));
}

/** What a member may be in an organization, least first. */
export const roles = ["member", "admin", "owner"] as const;

export type Role = (typeof roles)[number];

/** Whether a role reaches at least as far as another: nobody may grant, change or remove what lies above themselves. */
export function reaches(role: Role, other: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(other);
}

/** The one of two roles that the other reaches. */
export function lesser(one: Role, other: Role): Role {
  return reaches(one, other) ? other : one;
}

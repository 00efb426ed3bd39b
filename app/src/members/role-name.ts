import type { Role } from "../../../src/authorization/role.ts";

export const roleNames: Readonly<Record<Role, string>> = { member: "Member", admin: "Admin", owner: "Owner" };

/** A role in a sentence: "as an admin". */
export const roleWithArticle: Readonly<Record<Role, string>> = {
  member: "a member",
  admin: "an admin",
  owner: "an owner",
};

export const roleDescriptions: Readonly<Record<Role, string>> = {
  member: "Can use the product and see who else is here.",
  admin: "Can also invite and remove people, change settings and read the audit log.",
  owner: "Can also appoint owners and end everyone's sessions.",
};

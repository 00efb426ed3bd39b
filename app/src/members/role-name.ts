import type { Role } from "../../../src/authorization/role.ts";

export const roleNames: Readonly<Record<Role, string>> = { member: "Member", admin: "Admin", owner: "Owner" };

/** A role in a sentence: "as an admin". */
export const roleWithArticle: Readonly<Record<Role, string>> = {
  member: "a member",
  admin: "an admin",
  owner: "an owner",
};

export const roleDescriptions: Readonly<Record<Role, string>> = {
  member: "Uses the product and sees who else is here.",
  admin: "Also invites and removes people, changes settings and reads the audit log.",
  owner: "Also appoints owners and can end everybody's sessions.",
};

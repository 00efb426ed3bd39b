import { z } from "@hono/zod-openapi";
import { roles } from "../authorization/role.ts";
import { pageOf } from "../http/page.ts";

export const member = z
  .object({
    /** The user's id: a pool has exactly one user per member. */
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    createdAt: z.iso.datetime(),
  })
  .openapi("Member");

export const memberPage = pageOf(member, "MemberPage");

export const memberParams = z.object({ id: z.string().max(100) });

export const changeRoleBody = z.strictObject({ role: z.enum(roles) }).openapi("ChangeRole");

import { z } from "@hono/zod-openapi";
import { roles } from "../authorization/role.ts";
import { actions } from "../authorization/action.ts";

export const session = z
  .object({
    id: z.string(),
    current: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    /** When it ends, however much it is used. */
    expiresAt: z.iso.datetime(),
    /** When it ends if it is not used again. */
    idleExpiresAt: z.iso.datetime(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    method: z.enum(["password", "invitation", "sso", "recovery"]),
  })
  .openapi("Session");

export const sessionList = z
  .object({ items: z.array(session), nextCursor: z.string().nullable() })
  .openapi("SessionList");

export const sessionParams = z.object({ id: z.string().max(100) });

export const revocation = z.object({ closed: z.number().int() }).openapi("Revocation");

const user = z.object({ id: z.string(), email: z.string(), name: z.string() }).openapi("User");

/** Who is asking, where, and what they may do: the apps show and hide by `permissions`, which the API enforces. */
export const me = z
  .object({
    user,
    organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    role: z.enum(roles),
    permissions: z.array(z.enum(actions)),
    session: z.object({ id: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime(), method: z.string() }),
  })
  .openapi("Me");

export const currentSession = z
  .object({ user, session: z.object({ id: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime() }) })
  .openapi("CurrentSession");

export const token = z.object({ token: z.string() }).openapi("Token");

export const jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).openapi("Jwks");

import { z } from "@hono/zod-openapi";
import { roles } from "../authorization/role.ts";
import type { Refusal, Unanswered } from "../gatekeeper/contract.ts";
import { pageOf, pageQuery } from "../http/page.ts";
import { emailAddress, isOneLine } from "../identity/contract.ts";

/** Durable Object location hints that Cloudflare documents; where a tenant's gatekeeper is created. */
export const homeRegions = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;

export const createTenantBody = z
  .strictObject({
    slug: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])?$/, "must be 1 or 3 to 63 of a-z, 0-9 and inner hyphens")
      .refine((slug) => !slug.startsWith("xn--"), "must not be an internationalized name"),
    name: z.string().trim().min(1, "must not be empty").max(100).refine(isOneLine, "must be one line of text"),
    primaryAdminEmail: emailAddress,
    homeRegion: z.enum(homeRegions).optional(),
  })
  .openapi("CreateTenant");

export const tenantCreated = z
  .object({ orgId: z.string(), invitationId: z.string(), hostedAt: z.string() })
  .openapi("TenantCreated");

const tenantStatus = z.enum(["active", "suspended", "deleted"]);

export const tenantSummary = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    status: tenantStatus,
    suspendedReason: z.string().nullable(),
    homeRegion: z.string(),
    hostedAt: z.string(),
    members: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .openapi("TenantSummary");

export const tenantPage = pageOf(tenantSummary, "TenantPage");

export const tenantQuery = pageQuery.extend({ search: z.string().trim().max(100).optional() });

const person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
});

const waiting = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export const tenant = tenantSummary
  .extend({ people: z.array(person), invitations: z.array(waiting) })
  .openapi("Tenant");

const count = z.number().int();

/** How a tenant's gatekeeper is. Versions are as tokens carry them. */
export const tenantHealth = z
  .object({
    checkedAt: z.iso.datetime(),
    database: z.enum(["reachable", "unreachable", "unknown"]),
    revision: z.number().int(),
    sessionVersion: z.number().int(),
    configVersion: z.number().int(),
    openSessions: count,
    liveSockets: count,
    /** Verdicts may be out on lease, so that ending a session is acknowledged a second later. */
    leasing: z.boolean(),
    /** Acts that were acknowledged and have not reached Postgres. */
    pendingEffects: count,
    /** `unknown`: nobody knows whether the last change was committed, and further ones are refused until Postgres says. */
    change: z.enum(["none", "under_way", "unknown"]),
    /** Since the gatekeeper's storage was made. */
    counts: z.object({
      admitted: count,
      /** By lease, without asking the gatekeeper. */
      repeated: count,
      refused: z.object({
        host_moved: count,
        suspended: count,
        signed_out: count,
        session_revoked: count,
        user_revoked: count,
        org_revoked: count,
        expired: count,
        idle: count,
        overloaded: count,
        unreachable: count,
      } satisfies Record<Refusal | Unanswered, typeof count>),
    }),
  })
  .openapi("TenantHealth");

export const userQuery = z.object({ email: emailAddress });

export const tenantParams = z.object({ id: z.string().max(100) });

export const reasonBody = z
  .strictObject({ reason: z.string().trim().min(1, "must not be empty").max(500) })
  .openapi("Reason");

export const inviteBody = z.strictObject({ email: emailAddress, role: z.enum(roles) }).openapi("InviteToTenant");

export const invited = z.object({ invitationId: z.string() }).openapi("InvitedToTenant");

export const tenantUser = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roles).nullable(),
    createdAt: z.iso.datetime(),
    organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  })
  .openapi("TenantUser");

export const tenantUserList = z
  .object({ items: z.array(tenantUser), nextCursor: z.string().nullable() })
  .openapi("TenantUserList");

export const overview = z
  .object({ tenants: z.object({ active: z.number().int(), suspended: z.number().int(), deleted: z.number().int() }) })
  .openapi("Overview");

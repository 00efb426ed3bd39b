import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../http/page.ts";
import { hostnameErrorCodes } from "./hostname-error.ts";
import { lifecycleStatuses, validations } from "./hostname.ts";

const validation = z.enum(validations);
const instant = z.string();

export const createHostnameBody = z
  .strictObject({
    /** As it is typed: in any case, in Unicode or not, also as the address of a page there. */
    hostname: z.string().max(2_000),
    validation: validation.default("http"),
  })
  .openapi("CreateHostname");

export const updateHostnameBody = z.strictObject({ validation }).openapi("UpdateHostname");

export const hostnameParams = z.object({
  id: z.string().max(60).regex(/^hst_/, "must be an id"),
});

export const hostnamesQuery = pageQuery.extend({
  /** Whether those that were removed are there as well. */
  removed: z.enum(["true", "false"]).default("false"),
});

/** What two resolvers saw, and what they should see. */
const finding = z
  .object({
    outcome: z.enum(["found", "missing", "other", "disagreement", "no_answer"]),
    seen: z.array(z.string()),
    expected: z.string(),
  })
  .openapi("HostnameFinding");

const caaFinding = z
  .object({
    outcome: z.enum(["allowed", "forbidden", "disagreement", "no_answer"]),
    /** The name whose CAA records decide, null for none. */
    at: z.string().nullable(),
    seen: z.array(z.string()),
    /** The authorities of which at least one must be allowed to issue. */
    expected: z.array(z.string()),
  })
  .openapi("HostnameCaaFinding");

export const hostname = z
  .object({
    id: z.string(),
    version: z.number().int(),
    /** In ASCII: what stands in DNS and in certificates. */
    hostname: z.string(),
    /** As people read it. */
    displayHostname: z.string(),
    /** The domain it is in, as it was registered: what DNS providers put behind a record's name by themselves. */
    zone: z.string(),
    lifecycleStatus: z.enum(lifecycleStatuses),
    stateSince: instant,
    validation,
    /** What proves the hostname. */
    record: z.object({ name: z.string(), type: z.literal("TXT"), value: z.string() }),
    /** Where its CNAME is to lead. */
    cnameTarget: z.string(),
    /** Records by which it can become active before its CNAME is there. */
    records: z.array(
      z.object({
        purpose: z.enum(["ownership", "certificate", "renewal"]),
        type: z.enum(["TXT", "CNAME"]),
        name: z.string(),
        value: z.string(),
      }),
    ),
    /** What the DNS said when it was last asked; null for not yet. */
    dns: z.object({ txt: finding, cname: finding, caa: caaFinding }).nullable(),
    /** What Cloudflare said, in its own words: others than those that are known may come. */
    cloudflare: z.object({ status: z.string(), sslStatus: z.string().nullable() }).nullable(),
    /** When it was last looked at; null for not yet. */
    checkedAt: instant.nullable(),
    /** When it is looked at by itself; null for not until something happens. */
    nextCheckAt: instant.nullable(),
    certificateExpiresAt: instant.nullable(),
    isPrimary: z.boolean(),
    /** Of one that was removed: until when nobody else can have it. */
    reservedUntil: instant.nullable(),
    createdAt: instant,
    createdBy: z.object({ name: z.string().nullable() }),
    /** What is in the way, most pressing first. */
    errors: z.array(z.object({ code: z.enum(hostnameErrorCodes), message: z.string() })),
  })
  .openapi("Hostname");

export const hostnamePage = pageOf(hostname, "HostnamePage");

/** The primary host's document; its version, 0 where nobody has ever chosen one, is its ETag. */
export const primaryHost = z
  .object({
    version: z.number().int(),
    /** Null for the host that every organization has. */
    hostnameId: z.string().nullable(),
    hostname: z.string(),
    /** The host that every organization has, primary or not. */
    ownHost: z.string(),
    /** Whether pages at the other hosts send people on to this one. */
    redirectOthers: z.boolean(),
  })
  .openapi("PrimaryHost");

export type PrimaryHost = z.infer<typeof primaryHost>;

export const updatePrimaryHostBody = z
  .strictObject({
    hostnameId: z.string().max(100).nullable().optional(),
    redirectOthers: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "must change something")
  .openapi("UpdatePrimaryHost");

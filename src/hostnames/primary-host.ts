import { z } from "@hono/zod-openapi";
import { and, eq, notInArray } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { hostnames, hostPolicies } from "./table.ts";

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

/** What was chosen, if anything: a hostname that is out of service for the moment is still the chosen one. */
export function findPrimaryHost({ db, organizationId }: TenantStatements) {
  return db
    .select({
      version: hostPolicies.version,
      hostnameId: hostnames.id,
      hostname: hostnames.hostname,
      redirectOthers: hostPolicies.redirectOthers,
    })
    .from(hostPolicies)
    .leftJoin(
      hostnames,
      and(
        eq(hostnames.organizationId, hostPolicies.organizationId),
        eq(hostnames.id, hostPolicies.primaryHostnameId),
        notInArray(hostnames.state, ["deleted", "released"]),
      ),
    )
    .where(eq(hostPolicies.organizationId, organizationId));
}

type PrimaryHostRow = Awaited<ReturnType<typeof findPrimaryHost>>[number];

/** @param ownHost the host that every organization has */
export function presentPrimaryHost(row: PrimaryHostRow | undefined, ownHost: string): PrimaryHost {
  return {
    version: row?.version ?? 0,
    hostnameId: row?.hostnameId ?? null,
    hostname: row?.hostname ?? ownHost,
    ownHost,
    redirectOthers: row?.redirectOthers ?? false,
  };
}

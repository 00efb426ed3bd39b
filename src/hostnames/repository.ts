import { and, asc, desc, eq, gt, notInArray, or, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { hostnames, hostPolicies } from "./table.ts";

/** What is told of a hostname: see {@link StoredHostname}. */
const hostnameColumns = {
  id: hostnames.id,
  version: hostnames.version,
  hostname: hostnames.hostname,
  state: hostnames.state,
  stateSince: hostnames.stateSince,
  validation: hostnames.validation,
  challenge: hostnames.challenge,
  provenAt: hostnames.provenAt,
  failure: hostnames.failure,
  refusal: hostnames.refusal,
  cloudflareId: hostnames.cloudflareId,
  cloudflareStatus: hostnames.cloudflareStatus,
  sslStatus: hostnames.sslStatus,
  registration: hostnames.registration,
  certificateExpiresAt: hostnames.certificateExpiresAt,
  purgedAt: hostnames.purgedAt,
  findings: hostnames.findings,
  checkedAt: hostnames.checkedAt,
  nextCheckAt: hostnames.nextCheckAt,
  createdAt: hostnames.createdAt,
  createdByName: hostnames.createdByName,
  updatedAt: hostnames.updatedAt,
  updatedByName: hostnames.updatedByName,
} as const;

/** The hostnames, oldest first, `limit + 1` of them after a position; those that were removed only if they are wanted. */
export function listHostnames(
  { db, organizationId }: TenantStatements,
  { after, limit, removed }: { readonly after: Position | null; readonly limit: number; readonly removed: boolean },
) {
  return db
    .select(hostnameColumns)
    .from(hostnames)
    .where(
      and(
        eq(hostnames.organizationId, organizationId),
        removed ? undefined : notInArray(hostnames.state, ["deleted", "released"]),
        after === null
          ? undefined
          : or(gt(hostnames.createdAt, after.at), and(eq(hostnames.createdAt, after.at), gt(hostnames.id, after.id))),
      ),
    )
    .orderBy(asc(hostnames.createdAt), asc(hostnames.id))
    .limit(limit + 1);
}

/** When the last but so many was added, removed or not, if that is less than a day ago: no row or one. */
export function findRecentAddition({ db, organizationId }: TenantStatements, newer: number) {
  const { createdAt } = hostnames;
  return db
    .select({ createdAt })
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), gt(createdAt, sql`now() - interval '1 day'`)))
    .orderBy(desc(createdAt))
    .offset(newer)
    .limit(1);
}

/** One hostname: no row or one. */
export function findHostname({ db, organizationId }: TenantStatements, hostnameId: string) {
  return db
    .select(hostnameColumns)
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, hostnameId)));
}

export type HostnameRow = Awaited<ReturnType<typeof findHostname>>[number];

/** Which host is the primary one: no row where nobody has ever said so. */
export function findHostPolicy({ db, organizationId }: TenantStatements) {
  return db
    .select({
      version: hostPolicies.version,
      primaryHostnameId: hostPolicies.primaryHostnameId,
      redirectOthers: hostPolicies.redirectOthers,
    })
    .from(hostPolicies)
    .where(eq(hostPolicies.organizationId, organizationId));
}

/** The same with its name: a hostname that is out of service for the moment is still the chosen one. */
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

export type PrimaryHostRow = Awaited<ReturnType<typeof findPrimaryHost>>[number];

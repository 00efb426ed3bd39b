import { and, eq } from "drizzle-orm";
import { isoInstant } from "../database/instant.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { StoredHostname, StoredHostPolicy } from "./hostname.ts";
import { hostnames, hostPolicies } from "./table.ts";

/** A hostname with all that is on record of it, null when there is none of the id. */
export async function findStoredHostname(
  { db, organizationId }: TenantStatements,
  hostnameId: string,
): Promise<StoredHostname | null> {
  const [row] = await db
    .select()
    .from(hostnames)
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, hostnameId)));
  return row === undefined ? null : storedHostname(row);
}

/** A row as others are told of it. */
export function storedHostname(row: typeof hostnames.$inferSelect): StoredHostname {
  return {
    id: row.id,
    version: row.version,
    hostname: row.hostname,
    state: row.state,
    validation: row.validation,
    challenge: row.challenge,
    failure: row.failure,
    cloudflareId: row.cloudflareId,
    cloudflareStatus: row.cloudflareStatus,
    sslStatus: row.sslStatus,
    registration: row.registration,
    findings: row.findings,
    createdByName: row.createdByName,
    updatedByName: row.updatedByName,
    stateSince: isoInstant(row.stateSince),
    provenAt: instantOrNull(row.provenAt),
    certificateExpiresAt: instantOrNull(row.certificateExpiresAt),
    purgedAt: instantOrNull(row.purgedAt),
    checkedAt: instantOrNull(row.checkedAt),
    nextCheckAt: instantOrNull(row.nextCheckAt),
    createdAt: isoInstant(row.createdAt),
    updatedAt: isoInstant(row.updatedAt),
  };
}

function instantOrNull(timestamp: string | null): string | null {
  return timestamp === null ? null : isoInstant(timestamp);
}

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

export const undecidedHostPolicy: StoredHostPolicy = { version: 0, primaryHostnameId: null, redirectOthers: false };

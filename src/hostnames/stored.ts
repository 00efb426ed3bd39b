import { instantOrNull, isoInstant } from "../database/instant.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { StoredHostname } from "./hostname.ts";
import { findHostname, type HostnameRow } from "./repository.ts";

/** A hostname with all that is on record of it, null when there is none of the id. */
export async function findStoredHostname(
  statements: TenantStatements,
  hostnameId: string,
): Promise<StoredHostname | null> {
  const [row] = await findHostname(statements, hostnameId);
  return row === undefined ? null : storedHostname(row);
}

/** A row as others are told of it. */
function storedHostname(row: HostnameRow): StoredHostname {
  return {
    ...row,
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

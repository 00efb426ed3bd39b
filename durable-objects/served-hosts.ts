import type { Snapshot } from "../src/gatekeeper/contract.ts";
import { tenantHostname, type PublicAddress } from "../src/tenancy/public-origin.ts";
import { snapshotOf, type OrganizationRow } from "./truth.ts";

/** Where an organization is served, as it has it now. */
export interface ServedHosts {
  readonly isDeleted: boolean;
  /** The host every tenant has. */
  readonly ownHost: string;
  readonly hosts: Snapshot["hosts"];
  /** Those of them where people who are not signed in come to: the primary one alone, where the others lead to it. */
  readonly doors: Snapshot["hosts"];
  /** Nobody signs in but through a provider. */
  readonly enforced: boolean;
}

export function servedHosts(organization: OrganizationRow, address: PublicAddress): ServedHosts {
  const { status, slug, enforceSso: enforced } = organization;
  const { hosts, redirectsToPrimary } = snapshotOf(organization, address);
  const doors = redirectsToPrimary === true ? hosts.slice(0, 1) : hosts;
  return { isDeleted: status === "deleted", ownHost: tenantHostname(address, slug), hosts, doors, enforced };
}

import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { Change, Changed, Snapshot } from "../src/gatekeeper/contract.ts";
import { findStoredHostname } from "../src/hostnames/stored.ts";
import { findPolicy, findStoredProvider } from "../src/sso/repository.ts";
import { readHostPolicy } from "./change-primary-host.ts";

/** The document that a change was about, as it has left that. */
export async function changedDocument(
  statements: TenantStatements,
  change: Change,
): Promise<Omit<Changed, keyof Snapshot>> {
  if ("providerId" in change) {
    const provider = await findStoredProvider(statements, change.providerId);
    return provider === null ? {} : { provider };
  }
  switch (change.kind) {
    case "sso-enforcement": {
      const [ssoPolicy] = await findPolicy(statements);
      return ssoPolicy === undefined ? {} : { ssoPolicy };
    }
    case "hostname-add":
    case "hostname-update":
    case "hostname-event":
    case "hostname-remove": {
      const hostname = await findStoredHostname(statements, change.hostnameId);
      return hostname === null ? {} : { hostname };
    }
    case "primary-host":
      return { hostPolicy: await readHostPolicy(statements) };
    default:
      return {};
  }
}

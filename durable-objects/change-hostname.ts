import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { failure, type Result } from "../src/result/result.ts";
import type { OrganizationRow } from "./truth.ts";

/** A change of a hostname, in the transaction of a change. */
export async function changeHostname(
  _statements: TenantStatements,
  _change: HostnameChange,
  _actor: Actor,
  _organization: OrganizationRow,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  return failure("not_found");
}

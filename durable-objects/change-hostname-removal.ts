import { notInArray } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { findHeld, happen, selectHeld, type HeldHostname } from "./change-hostname-row.ts";
import { leavePrimaryHost, readHostPolicy } from "./change-primary-host.ts";
import { provenHosts } from "./change-sso-enforcement.ts";
import type { ServedHosts } from "./served-hosts.ts";

/**
 * Gives a hostname up. Members are kept from what would lock them out; operators know why they do it, and what the
 * hostname was primary for is the host that every tenant has again.
 */
export async function removeHostname(
  statements: TenantStatements,
  change: Extract<HostnameChange, { kind: "hostname-remove" }>,
  actor: Actor,
  served: ServedHosts,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const held = await findHeld(statements, change.hostnameId);
  if (held === null) return failure("not_found");
  if (held.version !== change.expectedVersion) return failure("stale");
  if (change.actorRole !== "operator") {
    const { primaryHostnameId } = await readHostPolicy(statements);
    if (primaryHostnameId === held.id) return failure("host_is_primary");
    if (await isNeeded(statements, held, served)) return failure("host_needed");
  }
  const entries = (await happen(statements, held, { kind: "removed" }, actor)).map((entry) =>
    withReason(entry, change),
  );
  if (entries.length === 0) return success(entries);
  return success([...entries, ...(await leavePrimaryHost(statements, held.id, actor, served))]);
}

/** Whether owners are known to come in by single sign-on, which they must, at this host and at no other that remains. */
async function isNeeded(
  statements: TenantStatements,
  { hostname }: HeldHostname,
  { enforced, hosts, doors, ownHost }: ServedHosts,
): Promise<boolean> {
  if (!enforced || !hosts.includes(hostname)) return false;
  const proven = await provenHosts(statements, ownHost);
  return proven.has(hostname) && !doors.some((host) => host !== hostname && proven.has(host));
}

function withReason(entry: AuditEntry, { reason }: { readonly reason?: string }): AuditEntry {
  return entry.event === "hostname.removed" && reason !== undefined
    ? { ...entry, data: { ...entry.data, reason } }
    : entry;
}

/** The organization is deleted: its hostnames go the way of all that are given up, to the end of their registrations. */
export async function removeAllHostnames(statements: TenantStatements, actor: Actor): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  const held = await selectHeld(statements, notInArray(hostnames.state, ["deleted", "released"]));
  for (const one of held) entries.push(...(await happen(statements, one, { kind: "removed" }, actor)));
  return entries;
}

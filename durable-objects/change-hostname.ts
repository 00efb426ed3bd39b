import { and, eq, inArray } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import { mayAct } from "../src/authorization/policy.ts";
import type { Role } from "../src/authorization/role.ts";
import { violatedConstraint } from "../src/database/failure.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { mostPending, pendingStatuses } from "../src/hostnames/hostname.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { roleOf } from "./actor-role.ts";
import { addHostname } from "./change-hostname-add.ts";
import { removeHostname } from "./change-hostname-removal.ts";
import { findHeld, happen, selectHeld, type HeldHostname } from "./change-hostname-row.ts";
import { updateHostname } from "./change-hostname-update.ts";
import { changePrimaryHost, leavePrimaryHost } from "./change-primary-host.ts";
import type { ServedHosts } from "./served-hosts.ts";

/**
 * A change of a hostname, in the transaction of a change. No entry for the audit log means that no state has begun: all
 * was as it should be already, or nothing but what is known of it is another.
 */
export async function changeHostname(
  statements: TenantStatements,
  change: HostnameChange,
  actor: Actor,
  served: ServedHosts,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  // Nobody decides what DNS and Cloudflare say, and what a deleted organization leaves behind is cleared away.
  if (change.kind === "hostname-event") return hearOf(statements, change, actor, served);
  if (served.isDeleted) return failure("not_found");
  if (!(await isAllowed(statements, change.actorRole, actor))) return failure("forbidden");
  switch (change.kind) {
    case "hostname-add":
      return addHostname(statements, change, actor);
    case "hostname-update":
      return updateHostname(statements, change, actor);
    case "hostname-remove":
      return removeHostname(statements, change, actor, served);
    case "primary-host":
      return changePrimaryHost(statements, change, actor, served);
  }
}

/** An operator's rights were seen to before they asked; nobody who is a member acts as one, whatever the command says. */
async function isAllowed(statements: TenantStatements, admitted: Role | "operator", actor: Actor): Promise<boolean> {
  if (admitted === "operator") return actor.type !== "user";
  const role = await roleOf(statements, admitted, actor);
  return role !== null && mayAct(role, "hostnames:update");
}

type Told = Promise<Result<readonly AuditEntry[], ChangeFailure>>;
type Heard = Extract<HostnameChange, { kind: "hostname-event" }>;

/** What was seen of a hostname is believed of what it was then: it may have been removed since, or added anew. */
async function hearOf(
  statements: TenantStatements,
  { hostnameId, basis, event }: Heard,
  actor: Actor,
  served: ServedHosts,
): Told {
  const held = await findHeld(statements, hostnameId);
  if (held === null) return failure("not_found");
  if (held.state !== basis.state || held.challenge !== basis.challenge) return success([]);
  if (event.kind === "proven") return prove(statements, held, actor);
  if (event.kind === "retried") {
    const pending = await selectHeld(statements, inArray(hostnames.state, pendingStatuses));
    if (pending.length >= mostPending) return failure("too_many_pending");
  }
  const entries = await happen(statements, held, event, actor);
  if (event.kind !== "expired" || entries.length === 0) return success(entries);
  return success([...entries, ...(await leavePrimaryHost(statements, hostnameId, actor, served))]);
}

/**
 * Whoever shows the record first has the name, and keeps it for a while after giving it up: that is decided by an index,
 * which organizations that come at once wait for. What this organization itself has given up passes over to it.
 */
async function prove(statements: TenantStatements, held: HeldHostname, actor: Actor): Told {
  const former = await selectHeld(
    statements,
    and(eq(hostnames.hostname, held.hostname), eq(hostnames.state, "deleted")),
  );
  const entries: AuditEntry[] = [];
  for (const one of former) entries.push(...(await happen(statements, one, { kind: "reclaimed" }, actor)));
  try {
    return success([...(await happen(statements, held, { kind: "proven" }, actor)), ...entries]);
  } catch (error) {
    // All of it is rolled back with the refusal.
    if (violatedConstraint(error) !== "hostnames_held") throw error;
    return failure("hostname_taken");
  }
}

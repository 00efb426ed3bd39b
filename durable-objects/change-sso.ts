import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { Action } from "../src/authorization/action.ts";
import { mayAct } from "../src/authorization/policy.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import { failure, type Result } from "../src/result/result.ts";
import { roleOf } from "./actor-role.ts";
import { checkDomains } from "./change-sso-domains.ts";
import { changeEnforcement, usability } from "./change-sso-enforcement.ts";
import { changeProvider } from "./change-sso-provider.ts";
import type { ServedHosts } from "./served-hosts.ts";

/**
 * A change of single sign-on, in the transaction of a change. No entry for the audit log means that everything was as
 * it should be already, and that nothing was written.
 */
export async function changeSso(
  statements: TenantStatements,
  change: SsoChange,
  actor: Actor,
  served: Pick<ServedHosts, "ownHost" | "doors" | "enforced">,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  // Nobody decides what DNS says: that a domain was lost is recorded even if nobody can sign in without it.
  if (change.kind === "sso-domain-check") return checkDomains(statements, change);
  const role = await roleOf(statements, change.actorRole, actor);
  if (role === null || !mayAct(role, actionOf(change))) return failure("forbidden");
  if (change.kind === "sso-enforcement") {
    // Among the sessions that would end are owners'.
    if (change.endPasswordSessions && role !== "owner") return failure("forbidden");
    return changeEnforcement(statements, change, actor, served);
  }
  if (!served.enforced) return changeProvider(statements, change, { role, actor, isHeldBack: false });
  const before = await usability(statements, served);
  const isHeldBack = role !== "owner" && before.usable.has(change.providerId);
  const changed = await changeProvider(statements, change, { role, actor, isHeldBack });
  if (!changed.ok) return changed;
  const after = await usability(statements, served);
  return after.best < before.best ? failure("enforced") : changed;
}

function actionOf({ kind }: Exclude<SsoChange, { kind: "sso-domain-check" }>): Action {
  if (kind === "sso-enforcement") return "sso:enforce";
  return kind === "sso-provider-confirm" ? "sso:confirm" : "sso:update";
}

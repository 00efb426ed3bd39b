import type { Exchange } from "../admin/exchange.ts";
import { operatorContext } from "../audit/context.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Change } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import type { OperatorGrant, TenantAction } from "../operators/grant.ts";
import { findTenant } from "./repository.ts";

/*
 * What operators do to a whole tenant. The gatekeeper does it: it ends the sessions in the same step and writes both
 * audit rows.
 */

type ActGrant<Action extends TenantAction = TenantAction> = OperatorGrant<Action>;

/** Changes a tenant's state; null when it is done. */
export async function changeTenant(
  exchange: Exchange,
  grant: ActGrant<"tenants:suspend" | "tenants:restore" | "tenants:delete">,
  organizationId: string,
  change: Extract<Change, { kind: "suspend" | "restore" | "delete" }>,
): Promise<Problem | null> {
  const [tenant] = await findTenant(exchange.tenantDb(grant, organizationId));
  if (tenant === undefined) return new Problem("NOT_FOUND");
  const command = { organizationId, change, audit: operatorContext(grant, exchange.client) };
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  return changed.ok ? null : changeProblem(changed.failure);
}

/** Ends every session of a tenant. Returns how many were open. */
export async function revokeTenantSessions(
  exchange: Exchange,
  grant: ActGrant<"tenants:revoke-sessions">,
  organizationId: string,
  reason: string,
): Promise<Problem | number> {
  const [tenant] = await findTenant(exchange.tenantDb(grant, organizationId));
  if (tenant === undefined) return new Problem("NOT_FOUND");
  const command = {
    organizationId,
    scope: { kind: "organization" },
    reason: "ended_by_operator",
    note: reason,
    audit: operatorContext(grant, exchange.client),
  } as const;
  const revoked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.revoke(command));
  if (isUnanswered(revoked)) return unansweredProblem(revoked);
  return revoked.ok ? revoked.value.closed : changeProblem(revoked.failure);
}

import type { Exchange } from "../admin/exchange.ts";
import { operatorContext } from "../audit/context.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import type { OperatorGrant } from "../operators/grant.ts";
import { findTenant } from "../tenants/repository.ts";
import type { StoredHostname } from "./hostname.ts";

/*
 * What operators do about a tenant's hostnames. The gatekeeper does it, as it does for the tenant's admins, and writes
 * both audit rows in the transaction of the change.
 */

/** Has a hostname looked at now. */
export async function checkTenantHostname(
  exchange: Exchange,
  grant: OperatorGrant<"hostnames:check">,
  organizationId: string,
  hostnameId: string,
): Promise<StoredHostname | Problem> {
  const [tenant] = await findTenant(exchange.tenantDb(grant, organizationId));
  if (tenant === undefined) return new Problem("NOT_FOUND");
  const command = { organizationId, hostnameId, audit: operatorContext(grant, exchange.client) };
  const checked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.checkHostname(command));
  if (isUnanswered(checked)) return unansweredProblem(checked);
  return checked.ok ? checked.value : changeProblem(checked.failure);
}

/** Takes a hostname away from its tenant, its primary one too. `stale`: somebody has changed it first. */
export async function removeTenantHostname(
  exchange: Exchange,
  grant: OperatorGrant<"hostnames:remove">,
  organizationId: string,
  removal: { readonly hostnameId: string; readonly expectedVersion: number; readonly reason: string },
): Promise<StoredHostname | Problem | "stale"> {
  const [tenant] = await findTenant(exchange.tenantDb(grant, organizationId));
  if (tenant === undefined) return new Problem("NOT_FOUND");
  const command = {
    organizationId,
    change: { kind: "hostname-remove", ...removal, actorRole: "operator" },
    audit: operatorContext(grant, exchange.client),
  } as const;
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  if (!changed.ok) return changed.failure === "stale" ? "stale" : changeProblem(changed.failure);
  const { hostname } = changed.value;
  if (hostname === undefined) throw new Error("The gatekeeper has not said what became of the hostname");
  return hostname;
}

import type { z } from "@hono/zod-openapi";
import type { Exchange } from "../admin/exchange.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import type { OperatorGrant } from "../operators/grant.ts";
import type { tenantHealth } from "./contract.ts";
import { findTenant } from "./repository.ts";

/** How a tenant's gatekeeper is: it looks at itself to answer. A deleted tenant's does too, for it goes on refusing. */
export async function readTenantHealth(
  exchange: Exchange,
  grant: OperatorGrant<"tenants:read">,
  organizationId: string,
): Promise<Problem | z.input<typeof tenantHealth>> {
  const [tenant] = await findTenant(exchange.tenantDb(grant, organizationId));
  if (tenant === undefined) return new Problem("NOT_FOUND");
  const health = await exchange.ask(tenant, (gatekeeper) => gatekeeper.health({ organizationId }));
  if (isUnanswered(health)) return unansweredProblem(health);
  if (!health.ok) return changeProblem(health.failure);
  return { checkedAt: new Date().toISOString(), ...health.value };
}

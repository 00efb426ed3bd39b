import { memberContext } from "../audit/context.ts";
import type { Grant } from "../authorization/grant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Change, Changed } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import type { Problem } from "../http/problem.ts";
import type { Admission } from "../sessions/admission.ts";
import type { Exchange } from "./exchange.ts";

/** A member's request, admitted and allowed. */
export interface MemberCall {
  readonly exchange: Exchange;
  readonly admission: Admission;
  readonly grant: Grant;
}

/** Has the gatekeeper make a change of the configuration in the member's name; `stale` when somebody was first. */
export async function changeAsMember(
  { exchange, admission: { tenant }, grant }: MemberCall,
  change: Change,
): Promise<Changed | Problem | "stale"> {
  const command = { organizationId: tenant.organizationId, change, audit: memberContext(grant, exchange.client) };
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  if (changed.ok) return changed.value;
  return changed.failure === "stale" ? "stale" : changeProblem(changed.failure);
}

import { memberContext } from "../audit/context.ts";
import type { Grant } from "../authorization/grant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { OpenSession, RevokeCommand } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import { answer } from "../http/route.ts";
import type { Exchange } from "../server/exchange.ts";
import type { Admission } from "./admission.ts";

/** A user's open sessions, the last used first: the gatekeeper's, which needs no database. */
export async function openSessionsOf(
  exchange: Exchange,
  { tenant }: Admission,
  userId: string,
): Promise<readonly OpenSession[] | Problem> {
  const question = { organizationId: tenant.organizationId, userId };
  const open = await exchange.ask(tenant, (gatekeeper) => gatekeeper.sessionsOf(question));
  if (isUnanswered(open)) return unansweredProblem(open);
  return open.ok ? open.value : new Problem("UNAVAILABLE");
}

/** Ends sessions for a member. The answer comes when nothing of what was ended is admitted any more, anywhere. */
export async function revokeSessions(
  exchange: Exchange,
  { tenant }: Admission,
  grant: Grant,
  command: Pick<RevokeCommand, "scope" | "reason">,
) {
  const audit = memberContext(grant, exchange.client);
  const whole = { organizationId: tenant.organizationId, ...command, audit };
  const revoked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.revoke(whole));
  if (isUnanswered(revoked)) return unansweredProblem(revoked);
  if (!revoked.ok) return changeProblem(revoked.failure);
  return answer(200, { closed: revoked.value.closed });
}

import { Problem, type ProblemCode } from "../http/problem.ts";
import type { ChangeFailure, Unanswered } from "./contract.ts";

/** A change or revocation that was not made, on the wire. */
export function changeProblem(failure: ChangeFailure): Problem {
  return new Problem(codes[failure]);
}

const codes: Readonly<Record<ChangeFailure, ProblemCode>> = {
  stale: "PRECONDITION_FAILED",
  not_found: "NOT_FOUND",
  wrong_state: "WRONG_STATE",
  last_owner: "LAST_OWNER",
  forbidden: "FORBIDDEN",
  unavailable: "UNAVAILABLE",
  key_reused: "IDEMPOTENCY_KEY_REUSED",
  domain_taken: "DOMAIN_TAKEN",
  domain_in_use: "DOMAIN_IN_USE",
  secret_needed: "CLIENT_SECRET_NEEDED",
  too_many: "SSO_TOO_MANY_PROVIDERS",
  not_proven: "SSO_NOT_PROVEN",
  enforced: "SSO_ENFORCED",
  hostname_taken: "HOSTNAME_TAKEN",
  hostname_in_use: "HOSTNAME_IN_USE",
  too_many_pending: "HOSTNAME_TOO_MANY_PENDING",
  too_many_today: "HOSTNAME_DAILY_LIMIT",
  host_is_primary: "HOSTNAME_IS_PRIMARY",
  host_needed: "HOSTNAME_NEEDED",
};

/** A gatekeeper that did not answer, on the wire: whoever asked may try again, and is not admitted meanwhile. */
export function unansweredProblem(why: Unanswered): Problem {
  return new Problem(why === "overloaded" ? "OVERLOADED" : "UNAVAILABLE");
}

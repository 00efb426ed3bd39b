import { Problem, type ProblemCode } from "../http/problem.ts";
import type { ChangeFailure } from "./contract.ts";

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
};

import { hasCode, problemFrom, ProblemError } from "../../../ui/problem.ts";

/** What is known of an answer besides its body. */
export interface AnswerHead {
  readonly status: number;
  readonly type: string;
}

/**
 * Turns whatever came back instead of an answer into a problem. Not everything that answers is our Worker: when the
 * session at Cloudflare Access has ended, Access itself does (401, or a redirect to its own sign-in).
 *
 * @param body the parsed body, its text, or what was thrown
 * @param head undefined when there was no answer
 */
export function problemOf(body: unknown, head: AnswerHead | undefined): ProblemError {
  const problem = problemFrom(body, head);
  const fromAccess = head?.type === "opaqueredirect" || (head?.status === 401 && problem.code === "UNEXPECTED");
  return fromAccess
    ? new ProblemError(401, { code: "ACCESS_REQUIRED", title: "Your Access session has ended." })
    : problem;
}

/** The refusals that are about who is asking, whatever the question was. */
export function isAboutOperator(error: unknown): error is ProblemError {
  return hasCode(error, "ACCESS_REQUIRED", "ENROLLMENT_REQUIRED", "OPERATOR_DEACTIVATED");
}

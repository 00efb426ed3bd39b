import { logFailure } from "../log/log.ts";
import { askObject, tellObject } from "../rpc/durable-object.ts";
import type { Gatekeeper, Unanswered } from "./contract.ts";

/**
 * Asks a gatekeeper, a second time where that is worth it. When no answer came in time or at all, says why: then
 * nobody knows whether the gatekeeper acted. The question must bear being asked twice.
 *
 * @param stub makes a stub per attempt, because one breaks with its object
 */
export async function askGatekeeper<Answer extends object | void>(
  stub: () => Gatekeeper,
  question: (gatekeeper: Gatekeeper) => Promise<Answer>,
): Promise<Answer | Unanswered> {
  try {
    return await askObject(stub, question, timeoutMilliseconds);
  } catch (error) {
    return unanswered(error);
  }
}

/** As {@link askGatekeeper}, for what must not be said twice: one attempt. */
export async function tellGatekeeper<Answer extends object | void>(
  stub: () => Gatekeeper,
  command: (gatekeeper: Gatekeeper) => Promise<Answer>,
): Promise<Answer | Unanswered> {
  try {
    return await tellObject(stub, command, timeoutMilliseconds);
  } catch (error) {
    return unanswered(error);
  }
}

/** Whether there is no answer. Answers are objects, or nothing at all. */
export function isUnanswered(answer: unknown): answer is Unanswered {
  return typeof answer === "string";
}

/** A change of the configuration may wait 5 s for Postgres, behind others, and then for leases to be over. */
const timeoutMilliseconds = 12_000;

function unanswered(error: unknown): Unanswered {
  logFailure("gatekeeper.unanswered", {}, error);
  return error instanceof Error && "overloaded" in error && error.overloaded === true ? "overloaded" : "unreachable";
}

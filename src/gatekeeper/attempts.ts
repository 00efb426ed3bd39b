import { logFailure } from "../log/log.ts";
import type { Gatekeeper, Unanswered } from "./contract.ts";

/**
 * Asks a gatekeeper, once more with a fresh stub when the first attempt broke in a way that is worth it
 * (https://developers.cloudflare.com/durable-objects/best-practices/error-handling/). When no answer came in
 * time or at all, says why: then nobody knows whether the gatekeeper acted. The question must bear being asked twice.
 *
 * @param stub makes a stub per attempt, because one breaks with its object
 */
export async function askGatekeeper<Answer extends object | void>(
  stub: () => Gatekeeper,
  question: (gatekeeper: Gatekeeper) => Promise<Answer>,
): Promise<Answer | Unanswered> {
  try {
    return await inTime(question(stub()));
  } catch (error) {
    if (!isWorthAnotherAttempt(error)) return unanswered(error);
  }
  return tellGatekeeper(stub, question);
}

/** As {@link askGatekeeper}, for what must not be said twice: one attempt. */
export async function tellGatekeeper<Answer extends object | void>(
  stub: () => Gatekeeper,
  command: (gatekeeper: Gatekeeper) => Promise<Answer>,
): Promise<Answer | Unanswered> {
  try {
    return await inTime(command(stub()));
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

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The gatekeeper did not answer in time")), timeoutMilliseconds);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function isWorthAnotherAttempt(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { retryable, overloaded } = error as Error & { retryable?: boolean; overloaded?: boolean };
  return retryable === true && overloaded !== true;
}

function unanswered(error: unknown): Unanswered {
  logFailure("gatekeeper.unanswered", {}, error);
  return error instanceof Error && "overloaded" in error && error.overloaded === true ? "overloaded" : "unreachable";
}

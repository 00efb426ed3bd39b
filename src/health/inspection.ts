import type { IdentityHealth } from "../identity/rpc.ts";
import { assess } from "./assessment.ts";
import type { PlatformHealth } from "./contract.ts";
import { unlessLate } from "../time-limit/time-limit.ts";

/** One small question to each part. What comes back matters only where it has a type: that it comes is the answer. */
export interface Questions {
  readonly database: () => Promise<unknown>;
  readonly identity: () => Promise<IdentityHealth>;
  readonly gatekeepers: () => Promise<unknown>;
  readonly hints: () => Promise<unknown>;
}

/** Asks every part at the same time, and waits for none longer than the limit. Never rejects. */
export async function inspect(
  questions: Questions,
  now: () => number,
  limitMilliseconds = patience,
): Promise<PlatformHealth> {
  const answers = (ask: () => Promise<unknown>): Promise<boolean> =>
    unlessLate(limitMilliseconds, () => ask().then(() => true), false);
  const [database, identity, gatekeepers, hints] = await Promise.all([
    answers(questions.database),
    unlessLate(limitMilliseconds, questions.identity, null),
    answers(questions.gatekeepers),
    answers(questions.hints),
  ]);
  const findings = { database, identity: readiness(identity), gatekeepers, hints };
  return assess(findings, new Date(now()));
}

/** Longer than the auth worker waits for its own answer. */
const patience = 3_000;

function readiness(answer: IdentityHealth | null): "ready" | "without_database" | "silent" {
  if (answer === null) return "silent";
  return answer.database === "reachable" ? "ready" : "without_database";
}

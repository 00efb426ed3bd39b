import { logFailure } from "../log/log.ts";
import { askObject } from "../rpc/durable-object.ts";
import type { Beginning, Counter } from "./contract.ts";
import type { AttemptLimit } from "./limits.ts";

/** What an attempt needs of the request it is made with. */
export interface AttemptTools {
  readonly requestId: string;
  /** The attempt's own name, under which it is counted once. */
  readonly id: string;
  /** A fresh stub of the counter of a key, each time. */
  readonly counter: (key: string) => Counter;
  /** Keeps work going that nobody waits for. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/** An attempt that may be judged. It counts until it has been. */
export interface BegunAttempt {
  readonly begun: true;
  /** Runs what judges it; what was thrown was no judgement, and does not count. */
  judge<Outcome>(counts: (outcome: Outcome) => boolean, run: () => Promise<Outcome>): Promise<Outcome>;
}

/** One that may not: nothing is counted for it. */
export interface RefusedAttempt {
  readonly begun: false;
  readonly limit: AttemptLimit;
  readonly refusal: Extract<Beginning, { allowed: false }>;
}

/**
 * Begins an attempt with every limit in turn; the first that refuses decides. `unanswered`: a counter was out of reach,
 * and what cannot be counted must not be judged.
 */
export async function beginAttempt(
  limits: readonly AttemptLimit[],
  tools: AttemptTools,
): Promise<BegunAttempt | RefusedAttempt | "unanswered"> {
  const passed: string[] = [];
  const settle = (counts: boolean): void => {
    tools.anchor(Promise.all(passed.map((key) => settleWith(key, counts, tools))));
  };
  for (const limit of limits) {
    const { key, policy } = limit;
    const beginning = await ask(key, tools, (counter) => counter.begin({ id: tools.id, policy }));
    if (beginning !== "unanswered" && beginning.allowed) {
      passed.push(key);
      continue;
    }
    // An answer that was lost may have been a yes.
    if (beginning === "unanswered") passed.push(key);
    settle(false);
    return beginning === "unanswered" ? beginning : { begun: false, limit, refusal: beginning };
  }
  return {
    begun: true,
    async judge(counts, run) {
      let isCounted = false;
      try {
        const outcome = await run();
        isCounted = counts(outcome);
        return outcome;
      } finally {
        settle(isCounted);
      }
    },
  };
}

/** Forgets what was counted under a key. Should that fail, what was counted runs out by itself. */
export async function forgetAttempts(key: string, tools: AttemptTools): Promise<void> {
  await ask(key, tools, (counter) => counter.clear());
}

/** Should this fail, the attempt counts: see window.ts. */
async function settleWith(key: string, counts: boolean, tools: AttemptTools): Promise<void> {
  await ask(key, tools, (counter) => counter.settle({ id: tools.id, counts }));
}

async function ask<Answer>(
  key: string,
  { requestId, counter }: AttemptTools,
  question: (counter: Counter) => Promise<Answer>,
): Promise<Answer | "unanswered"> {
  try {
    return await askObject(() => counter(key), question, timeoutMilliseconds);
  } catch (error) {
    logFailure("counter.unanswered", { requestId }, error);
    return "unanswered";
  }
}

/** A counter may have those wait who come while others are under way, for 8 seconds, and be late to say so. */
const timeoutMilliseconds = 16_000;

import { DurableObject } from "cloudflare:workers";
import type { Beginning, Counter } from "../src/attempts/contract.ts";
import { decide, secondsUntil, type Attempt, type AttemptPolicy } from "../src/attempts/window.ts";

interface Counted {
  readonly attempts: readonly Attempt[];
  /** Until when those who are refused are not the first. */
  readonly toldUntil: number;
  /** When nothing of it matters any more. */
  readonly forgetAt: number;
}

/**
 * Counts the attempts of one key exactly, wherever in the world they are made. What it has said is durable before it
 * is heard; what it decides is in src/attempts/window.ts. It knows neither whom it counts nor what for.
 */
export class AttemptCounter extends DurableObject implements Counter {
  /** Who waits for an attempt that is under way. Lost with the object, and asked again by whoever holds the other end. */
  readonly #waiting = new Set<() => void>();

  async begin({ id, policy }: Parameters<Counter["begin"]>[0]): Promise<Beginning> {
    const patienceEnds = Date.now() + patienceMilliseconds;
    for (;;) {
      const beginning = this.#tryToBegin(id, policy, Date.now());
      if (beginning !== "undecided") return beginning;
      const left = patienceEnds - Date.now();
      if (left <= 0 || this.#waiting.size >= mostWaiting) return tooManyWait(Date.now());
      await this.#someoneIsSettled(left);
    }
  }

  async settle({ id, counts }: Parameters<Counter["settle"]>[0]): Promise<void> {
    const counted = this.#read();
    const begun = counted.attempts.find((attempt) => attempt.id === id);
    // Forgotten in the meantime, and what it would have been counted with too.
    if (begun === undefined) return;
    const others = counted.attempts.filter((attempt) => attempt !== begun);
    this.#write({ ...counted, attempts: counts ? [...others, { ...begun, counted: true }] : others });
    this.#wakeAll();
  }

  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll();
    this.#wakeAll();
  }

  override async alarm(): Promise<void> {
    const { forgetAt } = this.#read();
    if (Date.now() >= forgetAt) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(forgetAt);
  }

  #tryToBegin(id: string, policy: AttemptPolicy, now: number): Beginning | "undecided" {
    const counted = this.#read();
    if (counted.attempts.some((attempt) => attempt.id === id)) return { allowed: true };
    const decision = decide(counted.attempts, policy, now);
    switch (decision.kind) {
      case "undecided":
        return decision.kind;
      case "refused": {
        const first = now >= counted.toldUntil;
        // Being refused writes nothing but that it was said: it does not count, and prolongs nothing.
        if (first) this.#write({ ...counted, toldUntil: decision.until });
        return refusal(decision.until, now, first);
      }
      case "allowed": {
        const attempts = counted.attempts.filter(({ at }) => at > now - policy.windowMilliseconds);
        const forgetAt = Math.max(counted.forgetAt, now + policy.windowMilliseconds);
        this.#write({ ...counted, attempts: [...attempts, { id, at: now, counted: false }], forgetAt });
        if (counted.forgetAt === 0) void this.ctx.storage.setAlarm(forgetAt);
        return { allowed: true };
      }
    }
  }

  #read(): Counted {
    return this.ctx.storage.kv.get<Counted>("counted") ?? { attempts: [], toldUntil: 0, forgetAt: 0 };
  }

  #write(counted: Counted): void {
    this.ctx.storage.kv.put("counted", counted);
  }

  #someoneIsSettled(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, milliseconds);
      this.#waiting.add(goOn);
    });
  }

  #wakeAll(): void {
    for (const goOn of this.#waiting) goOn();
  }
}

function refusal(until: number, now: number, first: boolean): Beginning {
  return { allowed: false, until, retryAfterSeconds: secondsUntil(until, now), first };
}

/** So many may wait for those under way; who comes then, or has waited so long, is asked to come back. */
const mostWaiting = 500;
const patienceMilliseconds = 8_000;

function tooManyWait(now: number): Beginning {
  return refusal(now + 1_000, now, false);
}

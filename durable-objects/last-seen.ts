import type { OpenSession } from "../src/gatekeeper/contract.ts";

/**
 * When sessions were last used, on its way to storage: at most one write a minute per session, and many sessions in
 * one write, because every write holds up answers until it is durable. What is lost with the object is a minute.
 */
export class LastSeen {
  readonly #pending = new Map<string, number>();
  #takenAt = 0;

  note({ id, lastSeenAt }: OpenSession, now: number): void {
    if (now - lastSeenAt >= stepMilliseconds) this.#pending.set(id, now);
  }

  /** What is to be written now; nothing most of the time. */
  takeDue(now: number): readonly (readonly [id: string, at: number])[] {
    if (this.#pending.size === 0 || now - this.#takenAt < restMilliseconds) return [];
    this.#takenAt = now;
    const due = [...this.#pending];
    this.#pending.clear();
    return due;
  }
}

const stepMilliseconds = 60_000;
const restMilliseconds = 10_000;

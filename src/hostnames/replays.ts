import { createHash } from "node:crypto";
import { BoundedMap } from "../cache/bounded-map.ts";

/**
 * What was told a moment ago, word for word: told again, it is no news and leaves nothing behind. Each notification has an
 * id of its own, so that two that say the same are two. One isolate's memory, which is a first wall only: behind it, hints
 * have a hostname looked at once in a few seconds, however many there are.
 */
export class Replays {
  readonly #told = new BoundedMap<string, number>(capacity);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Does what a message is about, unless it was told before. What could not be done may be told again. */
  async once(message: unknown, work: () => Promise<void>): Promise<void> {
    const key = createHash("sha256").update(JSON.stringify(message)).digest("base64");
    const age = this.#now() - (this.#told.get(key) ?? -Infinity);
    if (age >= 0 && age < memoryMilliseconds) return;
    this.#told.set(key, this.#now());
    try {
      await work();
    } catch (error) {
      this.#told.delete(key);
      throw error;
    }
  }
}

const capacity = 1_000;
/** Should two ever be the same word for word, the second is not kept back for longer than that. */
const memoryMilliseconds = 60_000;

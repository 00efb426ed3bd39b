import type { VirtualTime } from "./virtual-time.ts";

/**
 * Something that runs code and may die: an instance of an object, an isolate, a request. When it has died, nothing it
 * waits for ever comes, so its code does not run on.
 */
export class Life {
  readonly #time: VirtualTime;
  readonly #ends: (() => void)[] = [];
  #isOver = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const end of this.#ends) end();
  }

  /** At once, if it is over already. */
  onEnd(end: () => void): void {
    if (this.#isOver) end();
    else this.#ends.push(end);
  }

  /** The same, for as long as this lives. */
  guard<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.#isOver || resolve(value),
        (error: unknown) => this.#isOver || reject(error as Error),
      );
    });
  }

  wait(milliseconds: number): Promise<void> {
    return this.guard(this.#time.wait(milliseconds));
  }
}

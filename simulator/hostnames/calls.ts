import { minute } from "./scenario.ts";

/** Every call that was made to Cloudflare, by the time at which it got there. */
export class Calls {
  readonly #times: number[] = [];

  made(at: number): void {
    this.#times.push(at);
  }

  get count(): number {
    return this.#times.length;
  }

  /** The most within any five minutes, wherever they begin. */
  mostInFiveMinutes(): number {
    const times = Float64Array.from(this.#times).toSorted();
    let most = 0;
    let first = 0;
    for (const [index, at] of times.entries()) {
      while ((times[first] ?? at) <= at - 5 * minute) first += 1;
      most = Math.max(most, index - first + 1);
    }
    return most;
  }
}

import { BoundedMap } from "../cache/bounded-map.ts";
import type { Verdict } from "./contract.ts";
import { isHeld, type Lease } from "./lease.ts";

type Admission = Extract<Verdict, { admitted: true }>;

interface LeasedVerdict {
  readonly lease: Lease;
  readonly verdict: Admission;
  readonly configVersion: number;
}

/**
 * Verdicts this isolate may repeat, each for one credential on one host under one configuration version, and until its
 * lease is over. A clock that has stepped back says nothing about how long ago anything was: then all are dropped.
 */
export class LeasedVerdicts {
  readonly #verdicts = new BoundedMap<string, LeasedVerdict>(capacity);
  readonly #now: () => number;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param configVersion the newest this isolate has heard of */
  find(name: string, configVersion: number): Admission | null {
    const now = this.#readClock();
    const found = this.#verdicts.get(name);
    if (found === undefined) return null;
    if (found.configVersion === configVersion && isHeld(found.lease, now)) return found.verdict;
    this.#verdicts.delete(name);
    return null;
  }

  keep(name: string, lease: Lease, verdict: Admission, configVersion: number): void {
    // The clock may have stepped back while the question was on its way.
    if (isHeld(lease, this.#readClock())) this.#verdicts.set(name, { lease, verdict, configVersion });
  }

  #readClock(): number {
    const now = this.#now();
    if (now < this.#latest) this.#verdicts.clear();
    this.#latest = now;
    return now;
  }
}

const capacity = 10_000;

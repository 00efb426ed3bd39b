import { acknowledgementWait, longestLeaseMilliseconds } from "../src/gatekeeper/lease.ts";
import { cold, warmed, type Heat } from "./heat.ts";
import type { Storage } from "./storage.ts";

/** Whether leases are granted: to busy organizations, to all, or to none. */
export type LeaseMode = "auto" | "always" | "never";

export interface LeasingTools {
  readonly mode: LeaseMode;
  readonly storage: Storage;
  readonly now: () => number;
  /** By a timer, never by comparing clock readings: clocks step. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Keeps work going that nobody waits for. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/**
 * The gatekeeper's side of leases. It does not remember whom it granted what: it remembers, durably and before the
 * first grant leaves, that leases may be out, and then whatever takes access away is acknowledged only once all of them
 * are over. A successor that finds that on record waits like its predecessor would have.
 */
export class Leasing {
  readonly #tools: LeasingTools;
  #heat: Heat = cold;
  #hasGranted = false;
  #isWatching = false;
  #gathering: Promise<void> | null = null;

  constructor(tools: LeasingTools) {
    this.#tools = tools;
  }

  /**
   * For how long verdicts that were formed a moment ago, in this very turn, may be repeated: 0 for not at all.
   *
   * @param admissions how many there are, and how many isolates have repeated since they last reported
   */
  grant(admissions: number): number {
    const { mode, storage, now } = this.#tools;
    this.#heat = warmed(this.#heat, admissions, now());
    if (mode === "never" || (mode === "auto" && !this.#heat.isHot)) return 0;
    // The answer with the grant does not leave the object before this is durable.
    if (storage.state?.leasing === false) storage.transaction(() => storage.setLeasing(true));
    this.#hasGranted = true;
    this.#watch();
    return longestLeaseMilliseconds;
  }

  /**
   * Resolves when no lease granted before this call can still be held. To be called in the turn in which something was
   * taken away, or found to have been. While no leases are out that is at once.
   */
  async over(): Promise<void> {
    if (this.#tools.storage.state?.leasing !== true) return;
    this.#watch();
    this.#gathering ??= this.#gather();
    await this.#gathering;
  }

  /** Finds out whether leases are out that an earlier object may have granted, rather than have the first revocation wait. */
  watch(): void {
    if (this.#tools.storage.state?.leasing === true) this.#watch();
  }

  /** Whoever comes within a moment waits on one timer, which starts when the moment is over. */
  #gather(): Promise<void> {
    const { wait, anchor } = this.#tools;
    const everyone = wait(gatherMilliseconds).then(() => {
      this.#gathering = null;
      return wait(acknowledgementWait(longestLeaseMilliseconds));
    });
    anchor(everyone);
    return everyone;
  }

  /** Takes the record back after as long without a grant as leases last. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#tools.anchor(this.#untilQuiet().finally(() => (this.#isWatching = false)));
  }

  async #untilQuiet(): Promise<void> {
    const { storage, wait } = this.#tools;
    do {
      this.#hasGranted = false;
      await wait(acknowledgementWait(longestLeaseMilliseconds));
    } while (this.#hasGranted);
    storage.transaction(() => storage.setLeasing(false));
  }
}

const gatherMilliseconds = 20;

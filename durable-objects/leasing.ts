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
 * The gatekeeper's side of leases. It does not remember whom it granted what: it remembers that leases may be out, and
 * then whatever takes access away is acknowledged only once all of them are over. That is on record, durably, before
 * the first grant leaves, and a successor that finds it there waits like its predecessor would have. The record stays
 * for some seconds longer than it must: an organization that is leased to now and then is not worth a write each time.
 */
export class Leasing {
  readonly #tools: LeasingTools;
  #heat: Heat = cold;
  #mayBeOut: boolean;
  #hasGranted = false;
  #isWatching = false;
  #gathering: Promise<void> | null = null;

  constructor(tools: LeasingTools) {
    this.#tools = tools;
    this.#mayBeOut = tools.storage.state?.leasing === true;
  }

  /** Whether an acknowledgement has to wait. */
  get mayBeOut(): boolean {
    return this.#mayBeOut;
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
    this.suspect();
    return longestLeaseMilliseconds;
  }

  /**
   * Resolves when no lease granted before this call can still be held. To be called in the turn in which something was
   * taken away, or found to have been. While no leases are out that is at once.
   */
  async over(): Promise<void> {
    if (!this.#mayBeOut) return;
    this.#watch();
    this.#gathering ??= this.#gather();
    await this.#gathering;
  }

  /** Leases may be out from now on, or may have been granted by somebody else; it is on record already. */
  suspect(): void {
    this.#mayBeOut = true;
    this.#hasGranted = true;
    this.#watch();
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

  /** Until nothing was granted for as long as leases last, and then until nothing was for some seconds more. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#tools.anchor(this.#untilQuiet().finally(() => (this.#isWatching = false)));
  }

  async #untilQuiet(): Promise<void> {
    const { storage, wait } = this.#tools;
    for (let quietPeriods = 0; quietPeriods < quietPeriodsOnRecord;) {
      this.#hasGranted = false;
      await wait(acknowledgementWait(longestLeaseMilliseconds));
      quietPeriods = this.#hasGranted ? 0 : quietPeriods + 1;
      if (quietPeriods > 0) this.#mayBeOut = false;
    }
    storage.transaction(() => storage.setLeasing(false));
  }
}

const gatherMilliseconds = 20;

/** About as long as an object that nobody asks stays awake anyway. */
const quietPeriodsOnRecord = 8;

import {
  callPurposes,
  mostCallsAtOnce,
  type CallPurpose,
  type CallRequest,
  type Permission,
} from "../src/cloudflare/zone.ts";
import { available, burst, fullBucket, refilled, spent, waitFor } from "./cloudflare-zone-budget.ts";
import { ZoneStorage, type SweepPosition, type ZoneState } from "./cloudflare-zone-storage.ts";
import type { StoragePlatform } from "./storage.ts";

/**
 * Who may call Cloudflare, and when: the bucket of cloudflare-zone-budget.ts and a line for each purpose in which every
 * tenant has at most one place. Whoever comes to the front gives way to all others before it comes to the front again,
 * so that a tenant with one hostname waits for one turn of each of the others, however many hostnames they have.
 *
 * Everything is in storage, and what is granted is there before anybody hears of it: an object that was evicted, or
 * killed, grants nothing twice. It takes the clock as it is given, backwards too.
 */
export class ZoneLedger {
  readonly #storage: ZoneStorage;

  constructor(storage: StoragePlatform) {
    this.#storage = new ZoneStorage(storage);
  }

  take({ organizationId, calls, purpose }: CallRequest, now: number): Permission {
    if (!Number.isInteger(calls) || calls < 1 || calls > mostCallsAtOnce) throw new Error("Not a number of calls");
    return this.#storage.transaction(() => {
      const state = this.#at(now);
      this.#storage.forget(now, now - betweenClicks);
      // Who clicks all the time is served like a hostname that is due: the line for clicks is for everybody's.
      const isOneOfMany = purpose === "click" && this.#storage.hasClicked(organizationId, now - betweenClicks, now);
      return this.#inLine(isOneOfMany ? "check" : purpose, organizationId, calls, state);
    });
  }

  #inLine(line: CallPurpose, organizationId: string, calls: number, state: ZoneState): Permission {
    const now = state.bucket.refilledAt;
    const last = this.#storage.last(line);
    const place = this.#storage.place(line, organizationId);
    const ticket = place?.ticket ?? (last === null ? 1 : last.ticket + last.calls);
    const before = this.#storage.callsBefore(line, ticket, burst);
    const needed = before + calls;
    if (now >= state.pausedUntil && spent(state.bucket, line, needed) !== null) {
      this.#grant(line, organizationId, calls, state);
      return { granted: true };
    }
    const retryAt = Math.max(now, state.pausedUntil) + this.#waitFor(line, ticket, calls, state);
    this.#storage.put(line, organizationId, { ticket, calls }, retryAt + patience[line]);
    this.#storage.write(state);
    return { granted: false, retryAt };
  }

  /** Goes by those who are still expected: who is late comes at any moment, or loses the place soon. */
  #waitFor(line: CallPurpose, ticket: number, calls: number, { bucket }: ZoneState): number {
    const first = this.#storage.firstExpected(line, bucket.refilledAt + patience[line]) ?? ticket;
    const missing = Math.max(0, ticket - first) + calls - available(bucket, line);
    return missing > 0 ? waitFor(missing) : waitForTheLate;
  }

  #grant(line: CallPurpose, organizationId: string, calls: number, state: ZoneState): void {
    const bucket = spent(state.bucket, line, calls);
    if (bucket === null) throw new Error("More was granted than there is");
    this.#storage.leave(line, organizationId);
    if (line === "click") this.#storage.clicked(organizationId, bucket.refilledAt);
    this.#storage.write({ ...state, bucket });
  }

  /** One call for a page of the list. There is one reader, so it has no line. */
  takePage(now: number): boolean {
    return this.#storage.transaction(() => {
      const state = this.#at(now);
      const bucket = now >= state.pausedUntil ? spent(state.bucket, "sweep", 1) : null;
      this.#storage.write(bucket === null ? state : { ...state, bucket });
      return bucket !== null;
    });
  }

  rateLimited(retryAfterMilliseconds: number, now: number): void {
    const pause = Math.min(Math.max(retryAfterMilliseconds, shortestPause), longestPause);
    this.#storage.transaction(() => {
      const state = this.#at(now);
      this.#storage.write({ ...state, pausedUntil: Math.max(state.pausedUntil, now + pause) });
    });
  }

  sweepPosition(): SweepPosition {
    return this.#storage.read()?.sweep ?? firstPage;
  }

  moveSweep(sweep: SweepPosition, now: number): void {
    this.#storage.transaction(() => this.#storage.write({ ...this.#at(now), sweep }));
  }

  /** The state as it is now. Reads the storage every time: an instance that was replaced must not decide. */
  #at(now: number): ZoneState {
    const state = this.#storage.read();
    if (state === null) return { bucket: fullBucket(now), pausedUntil: 0, sweep: firstPage };
    const elapsed = now - state.bucket.refilledAt;
    const bucket = refilled(state.bucket, now);
    if (elapsed < 0) {
      // The clock was set back, and all moments that were told by it go with it.
      this.#storage.movePlacesBack(-elapsed);
      return { ...state, pausedUntil: state.pausedUntil + elapsed, bucket };
    }
    if (elapsed > silence) {
      // Nobody was able to come, or the clock was set forward: nobody loses a place by that.
      for (const line of callPurposes) this.#storage.keepPlaces(line, now + patience[line]);
    }
    return { ...state, bucket };
  }
}

const firstPage: SweepPosition = { round: 1, page: 1, failures: 0 };

/** How long a place is kept after the time its tenant was told. Who has clicked may not come back at all. */
const patience: Readonly<Record<CallPurpose, number>> = { click: 5_000, news: 30_000, check: 30_000 };

const waitForTheLate = 2_000;

/** There is always somebody sooner than that when there is a line. */
const silence = 30_000;

/** A tenant's clicks go before what is merely due once in so long. */
const betweenClicks = 5_000;

const shortestPause = 1_000;
const longestPause = 60 * 60 * 1_000;

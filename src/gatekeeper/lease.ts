/**
 * The arithmetic of leases. A lease lets an isolate repeat one verdict for a moment without asking again. It begins
 * when the question is *sent*: the verdict was formed after that, so whatever had been taken away by then is in it. Hence
 * this is certain: a lease that was granted before a revocation was applied is over `acknowledgementWait` later, on any
 * clock that runs at most 5 % slow; and only then is the revocation acknowledged.
 *
 * No clocks here: `now` and `sentAt` are readings of one isolate's clock, in milliseconds.
 */
export interface Lease {
  readonly sentAt: number;
  readonly until: number;
}

/** The longest lease there is. */
export const longestLeaseMilliseconds = 1_000;

/** @param endsAt when the verdict ends by itself, with its session */
export function leaseFrom(sentAt: number, milliseconds: number, endsAt: number): Lease {
  return { sentAt, until: Math.min(sentAt + Math.min(milliseconds, longestLeaseMilliseconds), endsAt) };
}

/** Before it was sent means that the clock has stepped back: then nobody knows how long ago that was. */
export function isHeld({ sentAt, until }: Lease, now: number): boolean {
  return sentAt <= now && now < until;
}

/** How long after taking something away every lease granted before is certainly over. */
export function acknowledgementWait(leaseMilliseconds: number): number {
  return Math.ceil(leaseMilliseconds * slowestClock) + slackMilliseconds;
}

/** An isolate's clock needs at most this many of our seconds for one of its own. */
const slowestClock = 1.05;

/** For timers that ring early: they count whole milliseconds, and some platforms round down. */
const slackMilliseconds = 50;

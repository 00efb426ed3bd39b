/**
 * The one number every revocation of a gatekeeper raises: milliseconds since 1970, or one more than the last where
 * the clock has not moved on or has stepped back. `sessionVersion` and the user epochs are values of it.
 */
export function nextRevision(previous: number, now: number): number {
  return Math.max(previous + 1, Math.floor(now));
}

/**
 * The first revision after storage was lost: above everything Postgres remembers, and above everything that was
 * handed out since and is remembered nowhere. That came from the clock of another machine, or, where an earlier loss
 * has put revisions ahead of the clock, from counting on from what is remembered: hence the margin on both.
 */
export function revisionAfterLoss(remembered: number, now: number): number {
  return nextRevision(remembered + clockDifferenceMilliseconds, now + clockDifferenceMilliseconds);
}

/** How far the clocks of two machines may be apart. */
const clockDifferenceMilliseconds = 60_000;

/**
 * The one number every revocation of a gatekeeper raises: milliseconds since 1970, or one more than the last where
 * the clock has not moved on or has stepped back. `sessionVersion` and the user epochs are values of it.
 */
export function nextRevision(previous: number, now: number): number {
  return Math.max(previous + 1, Math.floor(now));
}

/**
 * The first revision after storage was lost: above everything Postgres remembers, and above everything that was
 * handed out and is remembered nowhere. What was handed out came from the clock of another machine, hence the margin.
 */
export function revisionAfterLoss(remembered: number, now: number): number {
  return nextRevision(remembered, now + clockDifferenceMilliseconds);
}

/** How far the clocks of two machines may be apart. */
const clockDifferenceMilliseconds = 60_000;

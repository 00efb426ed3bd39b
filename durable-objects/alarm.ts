/** What a gatekeeper still has to do, and from when on. Times in milliseconds since 1970, null for nothing. */
export interface PendingWork {
  /** Effects on their way to Postgres. */
  readonly effectsDue: number | null;
  /** Outbox rows that are there, or may be. */
  readonly outboxDue: number | null;
  /** A change whose outcome is unknown until Postgres has been read. */
  readonly intentDue: number | null;
}

/** When the object's one alarm must ring, null for never: an idle gatekeeper has none. */
export function computeNextAlarm(work: PendingWork, now: number): number | null {
  const due = [work.effectsDue, work.outboxDue, work.intentDue].filter((time) => time !== null);
  return due.length === 0 ? null : Math.max(now, Math.min(...due));
}

/**
 * How long to wait after the given number of failures in a row (1 for the first), doubling up to the longest. `random`
 * from [0, 1) takes away up to half of it: thousands of gatekeepers wait for the same Postgres to come back.
 */
export function backoff(failures: number, random: number, longest: number): number {
  const full = Math.min(longest, firstRetryMilliseconds * 2 ** Math.min(failures - 1, 40));
  return Math.round(full * (1 - random / 2));
}

const firstRetryMilliseconds = 1_000;

/** How many attempts may count within how long. */
export interface AttemptPolicy {
  readonly limit: number;
  readonly windowMilliseconds: number;
}

export interface Attempt {
  readonly id: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** That it counts has been decided. Until then it is under way, and may still be forgiven. */
  readonly counted: boolean;
}

/**
 * `allowed`: even if all that are under way count, this one is within the limit. `undecided`: whether it is depends on
 * those under way. `refused`: as many count as may, and at `until` one of them will not any more.
 */
export type Decision =
  | { readonly kind: "allowed" }
  | { readonly kind: "undecided" }
  | { readonly kind: "refused"; readonly until: number };

/**
 * Whether one more attempt may begin: a sliding window. It takes those under way for failures as long as nobody knows
 * better, so that a thousand guesses at once are not a thousand guesses, and refuses nobody for what may yet be forgiven.
 */
export function decide(
  attempts: readonly Attempt[],
  { limit, windowMilliseconds }: AttemptPolicy,
  now: number,
): Decision {
  const recent = attempts.filter(({ at }) => at > now - windowMilliseconds);
  if (recent.length < limit) return { kind: "allowed" };
  const counted = recent.filter((attempt) => counts(attempt, now)).map(({ at }) => at);
  const decisive = counted.toSorted((one, other) => one - other)[counted.length - limit];
  return decisive === undefined ? { kind: "undecided" } : { kind: "refused", until: decisive + windowMilliseconds };
}

/** Whose outcome never came, because whoever judged it died, counts: otherwise dying would be a way around. */
function counts({ at, counted }: Attempt, now: number): boolean {
  return counted || at <= now - judgingMilliseconds;
}

/** Nothing takes longer to be judged. */
export const judgingMilliseconds = 30_000;

/** How long to wait, in the whole seconds of Retry-After (RFC 9110 section 10.2.3), at least one. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}

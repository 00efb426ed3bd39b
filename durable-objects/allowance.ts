/** How often a page may say something: what is left of a burst, as of a moment in milliseconds since 1970. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

/** A form gains and loses the focus a few times in a row; pages of ours then wait a second each time. */
export const burst = 10;
const refillMilliseconds = 1_000;

export function fullAllowance(now: number): Allowance {
  return { left: burst, at: now };
}

/** What is left after one more, or null for too much: one a second on average, and a burst after silence. */
export function spend({ left, at }: Allowance, now: number): Allowance | null {
  const full = Math.min(burst, left + Math.max(0, now - at) / refillMilliseconds);
  return full < 1 ? null : { left: full - 1, at: now };
}

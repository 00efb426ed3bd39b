import { ProblemError } from "../../../ui/problem.ts";

/**
 * How long to wait before asking again what was refused for the moment: what we would wait, or what the server asked
 * for if that is longer, and at random up to half as much more, so that everybody whom a busy server has turned away
 * does not come back in one moment.
 *
 * @param milliseconds what we would wait
 * @param random 0 to 1
 */
export function patience(error: unknown, milliseconds: number, random: number): number {
  const asked = error instanceof ProblemError ? (error.retryAfterMilliseconds ?? 0) : 0;
  return Math.round(Math.max(milliseconds, asked) * (1 + random / 2));
}

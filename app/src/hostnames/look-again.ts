/** What the reconciler may need for a look, before its outcome can be read. */
const lookMilliseconds = 4_000;
const shortestMilliseconds = 10_000;
const longestMilliseconds = 5 * 60_000;

/**
 * When a page asks again how a hostname is doing: when it has been looked at next. That nothing was found is no change,
 * and nobody is told of it. False for one that is looked at only when somebody or something asks.
 *
 * @param now in milliseconds since 1970
 */
export function readAgainIn(nextCheckAts: readonly (string | null)[], now: number): number | false {
  const due = nextCheckAts
    .flatMap((at) => (at === null ? [] : [Date.parse(at)]))
    .toSorted((one, other) => one - other)[0];
  if (due === undefined) return false;
  return Math.min(longestMilliseconds, Math.max(shortestMilliseconds, due + lookMilliseconds - now));
}

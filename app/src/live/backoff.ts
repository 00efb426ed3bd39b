const firstMilliseconds = 500;
const longestMilliseconds = 30_000;

/**
 * How long to wait before trying to connect again: at random up to a limit that doubles with each failure ("full
 * jitter"), so that the pages of a whole organization do not come back in one moment; never less than a quarter of a
 * second, so that no page spins.
 *
 * @param failures attempts that failed in a row, 0 for the first loss
 * @param random 0 to 1
 */
export function reconnectDelay(failures: number, random: number): number {
  const limit = Math.min(longestMilliseconds, firstMilliseconds * 2 ** Math.min(failures, 16));
  return Math.max(250, Math.round(limit * random));
}

/** How far apart our clock and a provider's may be. */
export const clockToleranceSeconds = 60;

/** An ID token is handed out when somebody signs in, and a logout token when somebody signs out: now, that is. */
export const longestAgeSeconds = 10 * 60;

/** Seconds since 1970, as a token has them, in words. */
export function instantOf(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

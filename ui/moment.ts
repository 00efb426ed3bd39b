const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];

/**
 * How long ago, or how far ahead, something is: "3 minutes ago", "in 6 days".
 * Within a minute it is "just now", on either side: clocks differ by that much.
 *
 * @param at and @param now milliseconds since 1970
 */
export function relativeTime(at: number, now: number, locale = "en"): string {
  const seconds = (at - now) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) {
      // "Yesterday" is clear; "next month" may be anything between tomorrow and two months from now.
      const format = new Intl.RelativeTimeFormat(locale, { numeric: unit === "day" ? "auto" : "always" });
      // What has been is told as far as it is complete; what lies ahead, as near as it is.
      return format.format(seconds < 0 ? Math.trunc(seconds / length) : Math.round(seconds / length), unit);
    }
  }
  return "just now";
}

/** The time of day in the reader's own time zone: "14:05". */
export function clockTime(at: number, locale = "en-GB", timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeStyle: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** The moment itself, in the reader's own time zone: "21 November 2026 at 14:05". */
export function absoluteTime(at: number, locale = "en-GB", timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeStyle: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

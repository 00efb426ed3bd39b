export interface Day<Item> {
  /** "Today", "Yesterday", or the date. */
  readonly name: string;
  readonly items: readonly Item[];
}

/**
 * Groups what happened by the reader's days, in the order it comes.
 *
 * @param now milliseconds since 1970
 * @param timeZone the browser's, unless told
 */
export function byDay<Item extends { readonly at: string }>(
  items: readonly Item[],
  now: number,
  timeZone?: string,
): Day<Item>[] {
  const zone = timeZone === undefined ? {} : { timeZone };
  const key = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...zone });
  const long = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    ...zone,
  });
  const today = key.format(now);
  const yesterday = key.format(dayBefore(now, today, key));

  const days = new Map<string, { name: string; items: Item[] }>();
  for (const item of items) {
    const at = Date.parse(item.at);
    const date = key.format(at);
    const name = date === today ? "Today" : date === yesterday ? "Yesterday" : long.format(at);
    const day = days.get(date);
    if (day === undefined) days.set(date, { name, items: [item] });
    else day.items.push(item);
  }
  return [...days.values()];
}

const hourMilliseconds = 3_600_000;

/** A moment of the day before: a day on which the clocks change is not 24 hours long. */
function dayBefore(now: number, today: string, key: Intl.DateTimeFormat): number {
  for (let hours = 0; hours <= 26; hours += 1) {
    if (key.format(now - hours * hourMilliseconds) !== today) return now - hours * hourMilliseconds;
  }
  return now - 24 * hourMilliseconds;
}

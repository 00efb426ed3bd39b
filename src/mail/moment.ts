/** A moment as letters give it. Nobody's time zone is known to them, so it names its own. */
export function momentOf(date: Date): string {
  const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${moment.format(date)} UTC`;
}

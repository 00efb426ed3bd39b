/** A duration in words, as few as are exact: "15 minutes", "3 days", "1 hour 30 minutes". */
export function durationName(minutes: number): string {
  const parts = [
    [Math.floor(minutes / minutesPerDay), "day"],
    [Math.floor((minutes % minutesPerDay) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const named = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return named.length === 0 ? "0 minutes" : named.join(" ");
}

const minutesPerDay = 24 * 60;

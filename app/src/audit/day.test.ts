import { expect, test } from "vitest";
import { byDay } from "./day.ts";

/** Whether a comma follows the weekday differs between versions of the browsers' calendar data. */
const names = (days: readonly { readonly name: string }[]) => days.map(({ name }) => name.replace(",", ""));

const at = (...times: string[]) => times.map((time) => ({ at: time }));

test("days are the reader's own, not those of Greenwich", () => {
  const now = Date.parse("2026-11-21T14:00:00Z");
  const items = at("2026-11-21T13:00:00Z", "2026-11-20T23:30:00Z", "2026-11-20T12:00:00Z");
  expect(byDay(items, now, "UTC").map((day) => [day.name, day.items.length])).toEqual([
    ["Today", 1],
    ["Yesterday", 2],
  ]);
  expect(byDay(items, now, "Europe/Berlin").map((day) => [day.name, day.items.length])).toEqual([
    ["Today", 2],
    ["Yesterday", 1],
  ]);
});

test("older days are named by their date, the order stays", () => {
  const now = Date.parse("2026-11-21T14:00:00Z");
  const items = at("2026-11-12T09:00:00Z", "2026-11-12T08:00:00Z", "2025-01-01T00:00:00Z");
  expect(names(byDay(items, now, "UTC"))).toEqual(["Thursday 12 November 2026", "Wednesday 1 January 2025"]);
});

test("the day before is yesterday too when the clocks have changed in between", () => {
  // In Berlin the 25th of October 2026 has 25 hours.
  const now = Date.parse("2026-10-26T00:10:00+01:00");
  const items = at("2026-10-25T00:30:00+02:00", "2026-10-24T23:30:00+02:00");
  expect(names(byDay(items, now, "Europe/Berlin"))).toEqual(["Yesterday", "Saturday 24 October 2026"]);
});

test("nothing happened on no day", () => {
  expect(byDay([], 0, "UTC")).toEqual([]);
});

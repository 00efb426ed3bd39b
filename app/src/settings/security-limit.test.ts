import { expect, test } from "vitest";
import { deletesEntries, retentionFrom, retentionName, retentionOptions, retentionValue } from "./security-limit.ts";

test("what is set is always among the choices, in its place", () => {
  expect(retentionOptions(100).map(({ value }) => value)).toEqual([
    "for-ever",
    "90",
    "100",
    "180",
    "365",
    "730",
    "1825",
    "3650",
  ]);
  expect(retentionOptions(null)).toHaveLength(7);
});

test("for ever goes through the list and comes back as it was", () => {
  for (const days of [null, 30, 365]) expect(retentionFrom(retentionValue(days))).toBe(days);
});

test("how long is said in the largest unit that is exact", () => {
  expect([null, 90, 365, 730].map(retentionName)).toEqual(["For ever", "90 days", "1 year", "2 years"]);
});

test("only a shorter time lets entries go", () => {
  expect(deletesEntries(null, 90)).toBe(true);
  expect(deletesEntries(365, 90)).toBe(true);
  expect(deletesEntries(90, 365)).toBe(false);
  expect(deletesEntries(90, null)).toBe(false);
  expect(deletesEntries(90, 90)).toBe(false);
});

import { expect, test } from "vitest";
import { cold, warmed, type Heat } from "./heat.ts";

/** A second of so many admissions each, for so many seconds, after which one more comes. */
function afterSeconds(heat: Heat, seconds: number, perSecond: number): Heat {
  let now = heat.since;
  let current = heat;
  for (let second = 0; second < seconds; second += 1) {
    for (let tenth = 0; tenth < 10; tenth += 1) current = warmed(current, perSecond / 10, now + tenth * 100);
    now += 1_000;
  }
  return warmed(current, 1, now);
}

test("more than 200 admissions in a second make an organization hot, at once", () => {
  const start = warmed(cold, 200, 5_000);
  expect(start.isHot).toBe(false);
  expect(warmed(start, 1, 5_500).isHot).toBe(true);
});

test("so do as many in one report, however long there was silence before", () => {
  expect(warmed(cold, 201, 5_000).isHot).toBe(true);
  expect(warmed(cold, 200, 5_000).isHot).toBe(false);
});

test("200 a second do not", () => {
  expect(afterSeconds(warmed(cold, 0, 5_000), 5, 200).isHot).toBe(false);
});

test("a hot organization stays hot until fewer than 100 come in a second", () => {
  const hot = warmed(warmed(cold, 0, 5_000), 300, 5_000);
  expect(afterSeconds(hot, 5, 150).isHot).toBe(true);
  expect(afterSeconds(hot, 5, 50).isHot).toBe(false);
});

test("a long silence makes it cold, and a clock that steps back changes nothing", () => {
  const hot = warmed(warmed(cold, 0, 5_000), 300, 5_000);
  expect(warmed(hot, 1, 65_000).isHot).toBe(false);
  expect(warmed(hot, 1, 1_000).isHot).toBe(true);
});

import { expect, test } from "vitest";
import { readAgainIn } from "./look-again.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();

test("a page asks again soon after the next look, that of the hostname which is looked at first", () => {
  expect(readAgainIn([inSeconds(60)], now)).toBe(64_000);
  expect(readAgainIn([inSeconds(240), null, inSeconds(120)], now)).toBe(124_000);
});

test("a look that is overdue is not asked about all the time", () => {
  expect(readAgainIn([inSeconds(-600)], now)).toBe(10_000);
});

test("a look that is hours away, or a clock that is wrong, does not keep a page from asking", () => {
  expect(readAgainIn([inSeconds(4 * 3600)], now)).toBe(300_000);
});

test("without a next look there is nothing to ask about", () => {
  expect(readAgainIn([null, null], now)).toBe(false);
  expect(readAgainIn([], now)).toBe(false);
});

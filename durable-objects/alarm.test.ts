import { expect, test } from "vitest";
import { backoff, computeNextAlarm } from "./alarm.ts";

const nothing = { effectsDue: null, outboxDue: null, intentDue: null };

test("an idle gatekeeper has no alarm", () => {
  expect(computeNextAlarm(nothing, 1_000)).toBeNull();
});

test("the alarm rings when the first piece of work is due", () => {
  expect(computeNextAlarm({ effectsDue: 5_000, outboxDue: 3_000, intentDue: null }, 1_000)).toBe(3_000);
  expect(computeNextAlarm({ ...nothing, intentDue: 2_000 }, 1_000)).toBe(2_000);
});

test("what is overdue rings now, not in the past", () => {
  expect(computeNextAlarm({ ...nothing, outboxDue: 10 }, 1_000)).toBe(1_000);
});

test("retries come later and later, up to the longest wait", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backoff(failures, 0, 30_000));
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test("chance spreads retries over the second half of the wait", () => {
  expect(backoff(4, 0.999_999, 30_000)).toBe(4_000);
  expect(backoff(4, 0.5, 30_000)).toBe(6_000);
});

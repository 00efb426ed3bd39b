import { expect, test } from "vitest";
import {
  coolingMilliseconds,
  lifecycleStatuses,
  lossPatienceMilliseconds,
  proofPatienceMilliseconds,
} from "./hostname.ts";
import { delayAfter, nextCheckAt, type Timetable } from "./schedule.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/** The random number that takes nothing away and adds nothing. */
const even = 0.5;
const since = Date.parse("2026-11-22T00:00:00Z");

function timetable(fields: Partial<Timetable>): Timetable {
  return { state: "pending_cloudflare", stateSince: since, checks: 1, isPurged: false, ...fields };
}

test("looks come at 1, 2, 5 and 15 minutes, an hour and four hours after one another, and every four hours then", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 1_000].map((checks) => delayAfter(checks, even) / minute);
  expect(waits).toEqual([1, 2, 5, 15, 60, 240, 240, 240]);
});

test("before the first look the first delay counts", () => {
  expect(delayAfter(0, even)).toBe(minute);
});

test("a tenth less or more keeps hostnames that came together from coming back together", () => {
  expect(delayAfter(1, 0)).toBe(0.9 * minute);
  expect(delayAfter(1, 0.999_999)).toBeCloseTo(1.1 * minute, -2);
});

test("nobody looks at what is free", () => {
  expect(nextCheckAt(timetable({ state: "released" }), since, even)).toBeNull();
});

test("what is served is looked at once a day, however often it was, and not at all hostnames in the same moment", () => {
  for (const checks of [0, 1, 10_000]) {
    const of = timetable({ state: "active", checks });
    expect(nextCheckAt(of, since, even)).toBe(since + day);
    expect(nextCheckAt(of, since, 0)).toBe(since + 0.9 * day);
    expect(nextCheckAt(of, since, 0.999_999)).toBeGreaterThan(since + 1.09 * day);
  }
});

test("what is served is looked at soon where a look has told nothing, and less and less soon while none does", () => {
  const waits = [0, 1, 2, 3, 4, 7, 1_000].map((checks) => {
    const next = nextCheckAt(timetable({ state: "active", checks, isUnclear: true }), since, even);
    return (Number(next) - since) / minute;
  });
  expect(waits).toEqual([1, 1, 1, 2, 5, 240, 240]);
});

test("what is served is looked at when its certificate should have been renewed, if that is sooner", () => {
  const end = since + 90 * day;
  const of = timetable({ state: "active", certificateEnd: end });
  expect(nextCheckAt(of, since, even)).toBe(since + day);
  expect(nextCheckAt(of, end - 30 * day - minute, even)).toBe(end - 30 * day);
  expect(nextCheckAt(of, end - 30 * day, even)).toBe(end - 29 * day);
});

test("the last look for a proof is when its time is over", () => {
  const end = since + proofPatienceMilliseconds;
  const of = timetable({ state: "awaiting_txt", checks: 50 });
  expect(nextCheckAt(of, end - 5 * minute, even)).toBe(end);
  expect(nextCheckAt(of, end - 300 * minute, even)).toBe(end - 60 * minute);
});

test("a look for a proof that could not be ended in time is repeated with a pause", () => {
  const end = since + proofPatienceMilliseconds;
  const of = timetable({ state: "awaiting_txt", checks: 50 });
  expect(nextCheckAt(of, end, even)).toBe(end + 240 * minute);
});

test.each(["error", "moved"] as const)(
  "what is in `%s` is looked at every four hours for seven days, and when thirty are over",
  (state) => {
    const of = timetable({ state });
    expect(nextCheckAt(of, since, even)).toBe(since + 240 * minute);
    expect(nextCheckAt(of, since + 7 * day - 1, even)).toBe(since + 7 * day - 1 + 240 * minute);
    const over = since + lossPatienceMilliseconds;
    expect(nextCheckAt(of, since + 7 * day, even)).toBe(over);
    expect(nextCheckAt(of, over - 1, even)).toBe(over);
    // Its record is still shown.
    expect(nextCheckAt(of, over, even)).toBe(over + day);
  },
);

test("what is deleted is looked at soon until Cloudflare has nothing of it, and at the end of its cooling", () => {
  const of = timetable({ state: "deleted" });
  expect(nextCheckAt(of, since, even)).toBe(since + minute);
  expect(nextCheckAt({ ...of, isPurged: true }, since, even)).toBe(since + coolingMilliseconds);
});

test("however the clock has jumped, the next look is after now, and no more than thirty days after it", () => {
  for (const state of lifecycleStatuses) {
    for (const isPurged of [false, true]) {
      for (const jump of [-400 * day, -day, -1, 0, 1, day, 400 * day]) {
        for (const checks of [0, 1, 6, 10_000]) {
          const now = since + jump;
          const next = nextCheckAt(timetable({ state, isPurged, checks }), now, even);
          if (next === null) continue;
          expect(next).toBeGreaterThan(now);
          expect(next).toBeLessThanOrEqual(now + 30 * day);
        }
      }
    }
  }
});

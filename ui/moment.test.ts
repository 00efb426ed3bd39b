import { expect, test } from "vitest";
import { absoluteTime, clockTime, relativeTime } from "./moment.ts";

const now = Date.UTC(2026, 10, 21, 14, 5);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test("times are told in the largest unit that fits, past and future", () => {
  expect(relativeTime(now - 3 * minute, now)).toBe("3 minutes ago");
  expect(relativeTime(now - 26 * hour, now)).toBe("yesterday");
  expect(relativeTime(now + 6 * day + hour, now)).toBe("in 6 days");
  expect(relativeTime(now - 8 * day, now)).toBe("8 days ago");
  expect(relativeTime(now - 40 * day, now)).toBe("1 month ago");
  expect(relativeTime(now - 800 * day, now)).toBe("2 years ago");
});

test("what was made to last a week does not begin by saying six days", () => {
  expect(relativeTime(now + 7 * day - 1, now)).toBe("in 7 days");
  expect(relativeTime(now - 2 * hour + 1, now)).toBe("1 hour ago");
});

test("clocks that differ by seconds never make the past lie ahead", () => {
  expect(relativeTime(now + 59_000, now)).toBe("just now");
  expect(relativeTime(now - 59_000, now)).toBe("just now");
});

test("a moment is written out in the reader's time zone", () => {
  expect(absoluteTime(now, "en-GB", "UTC")).toBe("21 November 2026 at 14:05");
  expect(clockTime(now, "en-GB", "UTC")).toBe("14:05");
  expect(absoluteTime(now, "en-GB", "Asia/Tokyo")).toBe("21 November 2026 at 23:05");
});

import { expect, test } from "vitest";
import { durationName } from "./duration.ts";

test("a duration is named exactly and in the fewest words", () => {
  expect(durationName(15)).toBe("15 minutes");
  expect(durationName(60)).toBe("1 hour");
  expect(durationName(90)).toBe("1 hour 30 minutes");
  expect(durationName(24 * 60)).toBe("1 day");
  expect(durationName(7 * 24 * 60)).toBe("7 days");
  expect(durationName(26 * 60 + 1)).toBe("1 day 2 hours 1 minute");
});

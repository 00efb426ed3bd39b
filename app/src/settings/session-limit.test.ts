import { expect, test } from "vitest";
import { endsOwnSession, idleChoices, idleName, isIdleLimitMoot, lifetimeName, limitOptions } from "./session-limit.ts";

test("a value that came from elsewhere is shown as it is, among the others", () => {
  const options = limitOptions(idleChoices, 45, idleName);
  expect(options).toHaveLength(idleChoices.length + 1);
  expect(options[1]).toEqual({ value: "45", label: "45 minutes" });
  expect(limitOptions(idleChoices, 60, idleName)).toHaveLength(idleChoices.length);
});

test("lifetimes are told in the largest units", () => {
  expect(lifetimeName(8)).toBe("8 hours");
  expect(lifetimeName(168)).toBe("7 days");
});

test("being unused for longer than a session lasts cannot happen", () => {
  expect(isIdleLimitMoot(24 * 60, 8)).toBe(true);
  expect(isIdleLimitMoot(8 * 60, 8)).toBe(true);
  expect(isIdleLimitMoot(60, 8)).toBe(false);
});

test("who would sign themselves out by saving is known beforehand", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(endsOwnSession(8, Date.parse("2026-11-21T03:00:00Z"), now)).toBe(true);
  expect(endsOwnSession(24, Date.parse("2026-11-21T03:00:00Z"), now)).toBe(false);
});

import { expect, test } from "vitest";
import { ProblemError } from "./problem.ts";
import { clockName, secondsToWait } from "./wait.ts";

const refused = (code: string, retryAfter: number | null) => new ProblemError(429, { code }, retryAfter);

test("who came too often waits as long as the server said, and not a second less", () => {
  const error = refused("RATE_LIMITED", 90_000);
  expect(secondsToWait(error, error.receivedAt)).toBe(90);
  expect(secondsToWait(error, error.receivedAt + 89_001)).toBe(1);
  expect(secondsToWait(error, error.receivedAt + 90_000)).toBe(0);
  expect(secondsToWait(error, error.receivedAt + 500_000)).toBe(0);
});

test("nobody waits for anything else", () => {
  expect(secondsToWait(refused("OVERLOADED", 2000), 0)).toBe(0);
  expect(secondsToWait(refused("RATE_LIMITED", null), 0)).toBe(0);
  expect(secondsToWait(new Error("a bug"), 0)).toBe(0);
  expect(secondsToWait(null, 0)).toBe(0);
});

test("a wait reads like a clock", () => {
  expect([9, 60, 898, 3600, 86_399].map(clockName)).toEqual(["0:09", "1:00", "14:58", "1:00:00", "23:59:59"]);
});

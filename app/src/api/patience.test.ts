import { expect, test } from "vitest";
import { ProblemError } from "../../../ui/problem.ts";
import { patience } from "./patience.ts";

const busy = (retryAfterMilliseconds: number | null) =>
  new ProblemError(503, { code: "OVERLOADED" }, retryAfterMilliseconds);

test("nobody asks again sooner than the server wants", () => {
  for (const random of [0, 0.5, 1]) expect(patience(busy(2000), 600, random)).toBeGreaterThanOrEqual(2000);
});

test("those who were turned away together come back apart", () => {
  expect(patience(busy(2000), 600, 0)).not.toBe(patience(busy(2000), 600, 0.9));
});

test("without a word from the server it is as long as we would wait", () => {
  expect(patience(busy(null), 600, 0)).toBe(600);
  expect(patience(new TypeError("Failed to fetch"), 600, 0)).toBe(600);
});

import { assert, double, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { reconnectDelay } from "./backoff.ts";

test("the longest wait doubles with each failure, up to half a minute", () => {
  expect([0, 1, 2, 3].map((failures) => reconnectDelay(failures, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(reconnectDelay(6, 1)).toBe(30_000);
  expect(reconnectDelay(1000, 1)).toBe(30_000);
});

test("no page spins, and none waits for ever", () => {
  assert(
    property(nat(), double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delay = reconnectDelay(failures, random);
      expect(delay).toBeGreaterThanOrEqual(250);
      expect(delay).toBeLessThanOrEqual(30_000);
    }),
  );
});

test("two pages that lost the same connection come back at different times", () => {
  expect(reconnectDelay(5, 0.2)).not.toBe(reconnectDelay(5, 0.7));
});

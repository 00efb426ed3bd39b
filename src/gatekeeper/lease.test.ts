import { assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { acknowledgementWait, isHeld, leaseFrom, longestLeaseMilliseconds } from "./lease.ts";

const never = Number.POSITIVE_INFINITY;

test("a lease runs from when the question was sent", () => {
  const lease = leaseFrom(5_000, 1_000, never);
  expect(isHeld(lease, 5_000)).toBe(true);
  expect(isHeld(lease, 5_999)).toBe(true);
  expect(isHeld(lease, 6_000)).toBe(false);
});

test("a lease ends with its session", () => {
  expect(isHeld(leaseFrom(5_000, 1_000, 5_500), 5_500)).toBe(false);
});

test("whatever a gatekeeper grants, a lease lasts a second at most", () => {
  expect(leaseFrom(0, 60_000, never).until).toBe(longestLeaseMilliseconds);
});

test("a clock that reads less than when the question was sent holds no lease", () => {
  expect(isHeld(leaseFrom(5_000, 1_000, never), 4_999)).toBe(false);
});

test("however an isolate's clock runs within its margin, every lease is over when the wait is", () => {
  assert(
    property(
      double({ min: 1 / 1.05, max: 2, noNaN: true }),
      integer({ min: 0, max: 1_000 }),
      integer({ min: 1, max: longestLeaseMilliseconds }),
      (rate, ageWhenGranted, milliseconds) => {
        const sentAt = 1_000_000;
        const lease = leaseFrom(sentAt, milliseconds, never);
        // True time since the question was sent, when something granted then is taken away and the wait is over.
        const elapsed = ageWhenGranted + acknowledgementWait(milliseconds);
        expect(isHeld(lease, sentAt + elapsed * rate)).toBe(false);
      },
    ),
  );
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttled } from "./throttle.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the first of a burst is heard at once, the rest together, and none is forgotten", () => {
  const run = vi.fn();
  const call = throttled(run, 1_000);
  for (let news = 0; news < 100; news += 1) call();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(2);
  call();
  expect(run).toHaveBeenCalledTimes(3);
});

test("bursts that do not end are read once a second", () => {
  const run = vi.fn();
  const call = throttled(run, 1_000);
  for (let second = 0; second < 100; second += 1) {
    call();
    vi.advanceTimersByTime(100);
  }
  // At once, and then at the end of each of the ten seconds.
  expect(run).toHaveBeenCalledTimes(11);
});

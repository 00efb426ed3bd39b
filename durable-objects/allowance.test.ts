import { expect, test } from "vitest";
import { burst, fullAllowance, spend, type Allowance } from "./allowance.ts";

function spendMany(times: number, everyMilliseconds: number): number {
  let allowance: Allowance | null = fullAllowance(0);
  for (let count = 0; count < times; count += 1) {
    allowance = spend(allowance, count * everyMilliseconds);
    if (allowance === null) return count;
  }
  return times;
}

test("one a second is never too much", () => {
  expect(spendMany(10_000, 1_000)).toBe(10_000);
});

test("a burst is allowed after silence, and no more than that at once", () => {
  expect(spendMany(burst, 0)).toBe(burst);
  expect(spendMany(burst + 1, 0)).toBe(burst);
  expect(spendMany(1_000, 500)).toBeLessThan(3 * burst);
});

test("silence, however long, saves up no more than one burst", () => {
  let allowance: Allowance | null = fullAllowance(0);
  for (let count = 0; count < burst; count += 1) allowance = spend(allowance ?? fullAllowance(0), 1e9);
  expect(allowance).not.toBeNull();
  expect(spend(allowance ?? fullAllowance(0), 1e9)).toBeNull();
});

test("a clock that goes back takes nothing away", () => {
  expect(spend({ left: 3, at: 5_000 }, 1_000)).toEqual({ left: 2, at: 1_000 });
});

import { assert, array, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { median, pairedRatio, quantile } from "./statistics.ts";

describe("a quantile", () => {
  it("is the value of its rank, and never one that was not measured", () => {
    const sorted = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(quantile(sorted, 0.5)).toBe(100);
    expect(quantile(sorted, 0.99)).toBe(198);
    expect(quantile(sorted, 1)).toBe(200);
    expect(quantile([7], 0.01)).toBe(7);
  });

  it("of nothing does not exist", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

describe("a median", () => {
  it("has as many values below as above, in whatever order they come", () => {
    const values = array(double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 9 });
    assert(
      property(values, (measured) => {
        const middle = median(measured);
        const below = measured.filter((value) => value < middle).length;
        const above = measured.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(measured.length / 2);
      }),
    );
  });

  it("of an even number lies between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe("a ratio of rounds", () => {
  it("is not moved by a machine that slows down for both", () => {
    expect(pairedRatio([100, 50, 10], [50, 25, 5])).toBe(2);
  });

  it("needs the same rounds on both sides", () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
  });
});

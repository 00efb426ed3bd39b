import { expect, it } from "vitest";
import { me } from "../src/sessions/contract.ts";
import { anyonesMe, shapeOf } from "./me.ts";

it("what everybody answers is what Gatehouse's own contract says", () => {
  expect(shapeOf(me.parse(anyonesMe))).toBe(shapeOf(anyonesMe));
});

it("two bodies have the same shape whatever their values and the order of their fields", () => {
  expect(shapeOf({ a: 1, b: ["x", "y"] })).toBe(shapeOf({ b: ["z"], a: 2 }));
});

it.each([
  [{ a: 1 }, { a: "1" }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: [1] }, { a: [] }],
  [{ a: null }, { a: {} }],
])("%j and %j have different shapes", (one, other) => {
  expect(shapeOf(one)).not.toBe(shapeOf(other));
});

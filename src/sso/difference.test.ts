import { expect, test } from "vitest";
import { changesBetween } from "./difference.ts";

test("what differs is told with what it was and what it has become", () => {
  const before = { label: "One", domains: ["a.test"], endpoints: null, enabled: true };
  const after = { label: "Two", domains: ["a.test", "b.test"], endpoints: { token: "x" }, enabled: true };
  expect(changesBetween(before, after)).toEqual({
    label: { from: "One", to: "Two" },
    domains: { from: ["a.test"], to: ["a.test", "b.test"] },
    endpoints: { from: null, to: { token: "x" } },
  });
});

test("the order of an object's members is no difference, that of a list is", () => {
  const before = { endpoints: { token: "x", jwks: "y" }, domains: ["a", "b"] };
  const after = { endpoints: { jwks: "y", token: "x" }, domains: ["b", "a"] };
  expect(Object.keys(changesBetween(before, after))).toEqual(["domains"]);
});

test("a field that one of the two does not have yet counts as null, and a first version changes nothing", () => {
  expect(changesBetween({ acrValues: null }, { acrValues: null, label: "x" })).toEqual({
    label: { from: null, to: "x" },
  });
  expect(changesBetween(null, { label: "x" })).toEqual({});
});

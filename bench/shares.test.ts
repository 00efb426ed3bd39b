import { expect, it } from "vitest";
import { sharesOf } from "./shares.ts";

const people = ["a", "b", "c", "d", "e"];

it("few connections go round everybody together, and nobody twice", () => {
  expect(sharesOf(people, 2)).toEqual([
    ["a", "c", "e"],
    ["b", "d"],
  ]);
});

it("more connections than people ask for one each, all about as often", () => {
  expect(sharesOf(people, 12).map(([only]) => only)).toEqual([...people, ...people, "a", "b"]);
});

import { expect, test } from "vitest";
import { initialsOf } from "./initials.ts";

test("a name is told by its first and its last word", () => {
  expect(initialsOf("Ada Lovelace")).toBe("AL");
  expect(initialsOf("Ludwig van Beethoven")).toBe("LB");
  expect(initialsOf("acme")).toBe("A");
});

test("an address is told by what stands before the @", () => {
  expect(initialsOf("grace.hopper@navy.test")).toBe("GH");
});

test("no script is left out, and nothing at all still gives something to show", () => {
  expect(initialsOf("Ελένη Γιάννη")).toBe("ΕΓ");
  expect(initialsOf("李 明")).toBe("李明");
  expect(initialsOf("  ")).toBe("?");
});

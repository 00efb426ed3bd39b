import { expect, test } from "vitest";
import { textParameter } from "./text-parameter.ts";

test("a search for a number or for `true` is a search for that text", () => {
  expect(textParameter(2026)).toBe("2026");
  expect(textParameter(true)).toBe("true");
  expect(textParameter("acme")).toBe("acme");
});

test("what is empty or no text at all counts as missing", () => {
  for (const value of [undefined, null, "", {}, ["acme"]]) expect(textParameter(value)).toBeUndefined();
});

import { expect, test } from "vitest";
import { storableText } from "./storable-text.ts";

test.each([
  ["as it is", "v=spf1 -all ü 😀", "v=spf1 -all ü 😀"],
  ["without NUL and other control characters", "a\0b\r\n\u001B[31m\u0085c", "a\uFFFDb\uFFFD\uFFFD\uFFFD[31m\uFFFDc"],
  ["without halves of characters", "a\uD83Db\uDE00", "a\uFFFDb\uFFFD"],
  ["cut after a whole character", `${"x".repeat(199)}😀😀`, `${"x".repeat(199)}😀`],
  ["cut by characters and not by halves of them", "😀".repeat(201), "😀".repeat(200)],
])("a text of somebody else is kept %s", (_, text, kept) => {
  expect(storableText(text, 200)).toBe(kept);
  expect(kept.isWellFormed()).toBe(true);
});

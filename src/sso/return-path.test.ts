import { expect, test } from "vitest";
import { returnPathOf } from "./return-path.ts";

const origin = "https://acme.app.example";

test("a path of this origin is kept, whichever way it was written", () => {
  expect(returnPathOf(undefined, origin)).toBe("/");
  expect(returnPathOf("/members?x=1#y", origin)).toBe("/members?x=1#y");
  expect(returnPathOf(`${origin}/members`, origin)).toBe("/members");
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "http://acme.app.example/",
  "https://acme.app.example.evil.example/",
  "https://acme.app.example@evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
])("%s leads nowhere", (wanted) => {
  expect(returnPathOf(wanted, origin)).toBeNull();
});

import { expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

it.each([
  ["/tenants?status=active#top", "/tenants?status=active#top"],
  ["/", "/"],
])("sends the browser back to %s", (brought, path) => {
  expect(returnPath(brought)).toBe(path);
});

it.each([
  null,
  undefined,
  "",
  "tenants",
  "https://evil.test/",
  "//evil.test/",
  "/\\evil.test/",
  "/\t/evil.test/",
  "/..//evil.test/",
  "/.//evil.test",
  "javascript:alert(1)",
])("never sends the browser elsewhere: %j", (brought) => {
  expect(returnPath(brought)).toBe("/");
});

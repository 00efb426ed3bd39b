import { expect, test } from "vitest";
import { createTenantBody } from "./contract.ts";

const wanted = { slug: "initech", name: "Initech", primaryAdminEmail: "Bill@Initech.test" };
const accepted = (changed: object) => createTenantBody.safeParse({ ...wanted, ...changed }).success;

test("a tenant is made of a slug, a name and an address in lower case", () => {
  expect(createTenantBody.parse(wanted)).toEqual({ ...wanted, primaryAdminEmail: "bill@initech.test" });
});

test.each(["a", "abc", "0", "a-b", "a--b", "a".repeat(63)])("%s is a slug", (slug) => {
  expect(accepted({ slug })).toBe(true);
});

test.each([
  "",
  "ab",
  "Acme",
  "acme.x",
  "-acme",
  "acme-",
  "a_b",
  "xn--80ak6aa92e",
  "ä",
  "a".repeat(64),
  " acme",
  "acme\n",
])("%j is none", (slug) => {
  expect(accepted({ slug })).toBe(false);
});

test.each(["", "   ", "a\nb", "a\u0000b", "x".repeat(101)])("%j is no name", (name) => {
  expect(accepted({ name })).toBe(false);
});

test("an unknown region or field is refused", () => {
  expect(accepted({ homeRegion: "weur" })).toBe(true);
  expect(accepted({ homeRegion: "mars" })).toBe(false);
  expect(accepted({ role: "owner" })).toBe(false);
});

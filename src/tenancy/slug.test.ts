import { expect, test } from "vitest";
import { isReservedSlug, isSlugShaped } from "./slug.ts";

test.each(["a", "abc", "acme-2", "0day", "a".repeat(63)])("%s is a slug", (slug) => {
  expect(isSlugShaped(slug)).toBe(true);
});

test.each(["", "ab", "-abc", "abc-", "Acme", "a_b", "a.b", "xn--abc", "a".repeat(64), "ac me", "ünal"])(
  "%s is no slug",
  (slug) => {
    expect(isSlugShaped(slug)).toBe(false);
  },
);

test.each(["admin", "www", "login", "postmaster", "gatehouse"])(
  "%s would pass for the platform and is reserved",
  (slug) => {
    expect(isReservedSlug(slug)).toBe(true);
  },
);

test("an ordinary name is not reserved", () => {
  expect(isReservedSlug("acme")).toBe(false);
});

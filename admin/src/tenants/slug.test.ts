import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTenantBody } from "../../../src/tenants/contract.ts";
import { hopelessSlugProblem, slugFromName, slugProblem, tenantAddress } from "./slug.ts";

const accepted = ["a", "7", "abc", "initech", "a-b", "a--b", "x".repeat(63)];
const refused = ["", "ab", "A", "Initech", "-abc", "abc-", "a b", "a_b", "büro", "a.b", "xn--bcher", "x".repeat(64)];

test("a slug that the platform can host is accepted", () => {
  for (const slug of accepted) expect(slugProblem(slug), slug).toBeNull();
});

test("a slug that the platform cannot host is refused with a reason", () => {
  for (const slug of refused) expect(slugProblem(slug), slug).toMatch(/\.$/);
});

test("exactly the slugs pass that the API's contract accepts", () => {
  const characters = fc.constantFrom("a", "b", "0", "9", "-", "A", "Z", "_", ".", " ", "x", "n");
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: characters, maxLength: 66 }), fc.string()), (slug) => {
      expect(slugProblem(slug) === null).toBe(createTenantBody.shape.slug.safeParse(slug).success);
    }),
  );
});

test("somebody who is still typing is told only what more letters cannot mend", () => {
  for (const slug of ["", "a", "ab", "ab-", "xn-", "initech"]) expect(hopelessSlugProblem(slug), slug).toBeNull();
  for (const slug of ["A", "a b", "-a", "a_", "xn--", "x".repeat(64)])
    expect(hopelessSlugProblem(slug), slug).not.toBeNull();
});

test("the name of an organization suggests its slug", () => {
  expect(slugFromName("Initech")).toBe("initech");
  expect(slugFromName("  Müller & Söhne GmbH ")).toBe("muller-sohne-gmbh");
  expect(slugFromName("O'Reilly Media, Inc.")).toBe("oreilly-media-inc");
  expect(slugFromName("Straße 7")).toBe("strasse-7");
});

test("a name that makes no valid slug suggests none", () => {
  expect(slugFromName("")).toBe("");
  expect(slugFromName("東京")).toBe("");
  expect(slugFromName("HP")).toBe("");
});

test("a suggested slug is always valid", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
      const slug = slugFromName(name);
      expect(slug === "" || slugProblem(slug) === null).toBe(true);
    }),
  );
});

test("the preview is the address the tenant will have, port included", () => {
  expect(tenantAddress("initech", { protocol: "http:", host: "admin.localhost:8787" })).toBe(
    "http://initech.app.localhost:8787",
  );
  expect(tenantAddress("initech", { protocol: "https:", host: "admin.gatehouse.example" })).toBe(
    "https://initech.app.gatehouse.example",
  );
});

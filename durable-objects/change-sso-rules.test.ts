import { describe, expect, test } from "vitest";
import { providerDefaults, type ProviderFields } from "../src/sso/provider.ts";
import {
  changesInWords,
  fieldChanges,
  grantsMoreThan,
  lacksSecret,
  normalized,
  secretAfter,
} from "./change-sso-rules.ts";

const endpoints = { authorization: "https://idp.test/a", token: "https://idp.test/t", jwks: "https://idp.test/k" };
const fields: ProviderFields = {
  ...providerDefaults,
  label: "Okta",
  issuer: "https://idp.test",
  clientId: "client",
  domains: ["b.test", "a.test"],
};

describe("two versions", () => {
  test("differ in fields, and not in the order of domains or of an endpoint's members", () => {
    expect(fieldChanges(fields, { ...fields, domains: ["a.test", "b.test"] })).toEqual({});
    const reversed = Object.fromEntries(Object.entries(endpoints).toReversed()) as unknown as typeof endpoints;
    expect(fieldChanges({ ...fields, endpoints }, { ...fields, endpoints: reversed })).toEqual({});
    expect(Object.keys(fieldChanges(fields, { ...fields, label: "Other", enabled: false }))).toEqual([
      "label",
      "enabled",
    ]);
  });

  test("are kept without anything that is no field", () => {
    const more = { ...fields, clientSecret: "sealed", id: "sso_1" };
    expect(normalized(more)).toEqual({ ...fields, domains: ["a.test", "b.test"] });
  });

  test("are told apart in words", () => {
    const after = { ...fields, endpoints, roleMappings: [{ value: "staff", role: "admin" as const }], domains: [] };
    expect(changesInWords(fieldChanges(fields, after))).toEqual({
      endpoints: { from: null, to: "https://idp.test/a https://idp.test/k https://idp.test/t" },
      roleMappings: { from: "", to: "admin staff" },
      domains: { from: "a.test, b.test", to: "" },
    });
  });
});

test("nobody gives away a role above their own, by default or by mapping", () => {
  const owners = { defaultRole: "member", roleMappings: [{ value: "x", role: "owner" }] } as const;
  expect(grantsMoreThan("admin", owners)).toBe(true);
  expect(grantsMoreThan("owner", owners)).toBe(false);
  expect(grantsMoreThan("admin", { ...owners, defaultRole: "owner", roleMappings: [] })).toBe(true);
  expect(grantsMoreThan("admin", { defaultRole: "admin", roleMappings: [] })).toBe(false);
});

describe("a client secret", () => {
  const before = { fields, sealedSecret: "sealed" };

  test("stays until another is given, or none", () => {
    expect(secretAfter(before, { ...fields, label: "Other", clientId: "other" }, undefined)).toBe("sealed");
    expect(secretAfter(before, fields, "another")).toBe("another");
    expect(secretAfter(before, fields, null)).toBeNull();
  });

  test("is not sent to another place than it was given for", () => {
    expect(secretAfter(before, { ...fields, issuer: "https://evil.test" }, undefined)).toBeNull();
    expect(secretAfter(before, { ...fields, endpoints }, undefined)).toBeNull();
    const byHand = { fields: { ...fields, endpoints }, sealedSecret: "sealed" };
    const token = "https://evil.test/t";
    expect(secretAfter(byHand, { ...fields, endpoints: { ...endpoints, token } }, undefined)).toBeNull();
    expect(secretAfter(byHand, { ...fields, endpoints: { ...endpoints, jwks: token } }, undefined)).toBe("sealed");
  });

  test("is nothing a public client has", () => {
    const open = { ...fields, clientAuthentication: "none" } as const;
    expect(secretAfter(before, open, "another")).toBeNull();
    expect(lacksSecret({ fields: open, sealedSecret: null })).toBe(false);
    expect(lacksSecret({ fields, sealedSecret: null })).toBe(true);
  });
});

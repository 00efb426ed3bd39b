import { describe, expect, test } from "vitest";
import { vouchedAddress, vouchedName } from "./vouched-address.ts";

const provider = {
  issuer: "https://login.acme.example",
  emailVerification: "required",
  verifiedDomains: ["acme.example", "acme.test"],
} as const;
const said = (email: string | null, emailVerified: boolean | null = true) => ({
  email,
  emailVerified,
  hostedDomain: null,
});

describe("the address a provider vouches for", () => {
  test("is taken as accounts have it", () => {
    expect(vouchedAddress(said(" Ada@ACME.example "), provider)).toEqual({ ok: true, value: "ada@acme.example" });
  });

  test("must be there and have the form of one", () => {
    for (const email of [null, "", "ada", "ada@acme", "a b@acme.example", `${"a".repeat(300)}@acme.example`]) {
      expect(vouchedAddress(said(email), provider)).toEqual({ ok: false, failure: "email_missing" });
    }
  });

  test("must be verified; what the provider does not say is assumed only where an admin has said so", () => {
    const assumed = { ...provider, emailVerification: "assumed" } as const;
    const unverified = { ok: false, failure: "email_unverified" };
    expect(vouchedAddress(said("ada@acme.example", null), provider)).toEqual(unverified);
    expect(vouchedAddress(said("ada@acme.example", null), assumed).ok).toBe(true);
    expect(vouchedAddress(said("ada@acme.example", false), assumed)).toEqual(unverified);
  });

  test("is refused before it is folded: a letter that becomes an ordinary one in lower case is another letter", () => {
    const withKelvin = { ...provider, verifiedDomains: ["kelvin.example"] };
    expect(vouchedAddress(said("ada@kelvin.example"), withKelvin).ok).toBe(true);
    for (const email of ["ada@\u212Aelvin.example", "\u212Aim@kelvin.example", "ada@kelvin.e\u0445ample"]) {
      expect(vouchedAddress(said(email), withKelvin), email).toEqual({ ok: false, failure: "email_missing" });
    }
  });

  test("must be of exactly one of the domains", () => {
    for (const domain of ["mail.acme.example", "acme.example.evil.test", "notacme.example", "example"]) {
      expect(vouchedAddress(said(`ada@${domain}`), provider).ok, domain).toBe(false);
    }
  });
});

describe("an address that Google vouches for", () => {
  const google = { ...provider, issuer: "https://accounts.google.com" };
  const of = (hostedDomain: string | null) => ({ ...said("ada@acme.example"), hostedDomain });

  test("must be of an account that the organization manages: anybody can open one with a colleague's address", () => {
    expect(vouchedAddress(of(null), google)).toEqual({ ok: false, failure: "foreign_domain" });
    expect(vouchedAddress(of("evil.example"), google)).toEqual({ ok: false, failure: "foreign_domain" });
    expect(vouchedAddress(of("acme.example"), google).ok).toBe(true);
    // The organization's main domain need not be that of the address.
    expect(vouchedAddress(of("acme.test"), google).ok).toBe(true);
  });

  test("is the only one of which that is asked: elsewhere the claim means nothing", () => {
    expect(vouchedAddress(of(null), provider).ok).toBe(true);
    expect(vouchedAddress(of("evil.example"), provider).ok).toBe(true);
  });
});

test("somebody new is called what the provider calls them, on one line, or by their address", () => {
  expect(vouchedName("Ada\r\nBcc: all@acme.example", "ada@acme.example")).toBe("Ada Bcc: all@acme.example");
  expect(vouchedName("  \n ", "ada@acme.example")).toBe("ada");
  expect(vouchedName(null, "ada@acme.example")).toBe("ada");
  expect(vouchedName("x".repeat(200), "ada@acme.example")).toHaveLength(100);
});

import { expect, test } from "vitest";
import { VerifiedCredentials } from "./verified-credentials.ts";

const credential = { kind: "cookie", tokenHash: "hash" } as const;

test("what was checked is found again for exactly its tenant, its host and its text", () => {
  const verified = new VerifiedCredentials();
  verified.remember("org_a", "acme.example", "Cookie x", { credential, validUntil: Infinity });
  expect(verified.find("org_a", "acme.example", "Cookie x", 0)).toBe(credential);
  expect(verified.find("org_b", "acme.example", "Cookie x", 0)).toBeNull();
  expect(verified.find("org_a", "globex.example", "Cookie x", 0)).toBeNull();
  expect(verified.find("org_a", "acme.example", "Cookie y", 0)).toBeNull();
  // A cookie is not a bearer token, whatever it says.
  expect(verified.find("org_a", "acme.example", "Bearer x", 0)).toBeNull();
});

test("a token is not found from the moment it expires", () => {
  const verified = new VerifiedCredentials();
  verified.remember("org_a", "acme.example", "Bearer t", { credential, validUntil: 5_000 });
  expect(verified.find("org_a", "acme.example", "Bearer t", 4_999)).toBe(credential);
  expect(verified.find("org_a", "acme.example", "Bearer t", 5_000)).toBeNull();
});

test("what is remembered is bounded", () => {
  const verified = new VerifiedCredentials();
  for (let count = 0; count < 20_000; count += 1) {
    verified.remember("org_a", "acme.example", `Cookie ${count}`, { credential, validUntil: Infinity });
  }
  expect(verified.find("org_a", "acme.example", "Cookie 0", 0)).toBeNull();
  expect(verified.find("org_a", "acme.example", "Cookie 19999", 0)).toBe(credential);
});

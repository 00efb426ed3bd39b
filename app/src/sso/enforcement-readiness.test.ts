import { expect, test } from "vitest";
import { missingForEnforcement, provenProviders } from "./enforcement-readiness.ts";

const record = { name: "_gatehouse.acme.test", type: "TXT" as const, value: "x" };
const domain = { domain: "acme.test", verified: true, verifiedAt: null, checkedAt: null, failingSince: null, record };
const ready = {
  label: "Okta",
  enabled: true,
  domains: [domain],
  authority: "owner" as const,
  proven: { at: "2026-11-21T12:00:00.000Z" },
};

test("only a provider that is on, verified, confirmed and proven by an owner counts", () => {
  const unready = [
    { ...ready, enabled: false },
    { ...ready, domains: [] },
    { ...ready, domains: [{ ...domain, verified: false }] },
    { ...ready, proven: null },
    { ...ready, authority: "admin" as const },
  ];
  expect(provenProviders([ready, ...unready])).toEqual([ready]);
});

test("what is missing is told in the order in which it is done", () => {
  expect(missingForEnforcement([])).toContain("set up");
  expect(missingForEnforcement([{ ...ready, domains: [], enabled: false, proven: null }])).toContain("verify a domain");
  expect(missingForEnforcement([{ ...ready, enabled: false, proven: null }])).toContain("switch on Okta");
  expect(missingForEnforcement([{ ...ready, authority: "admin" }])).toContain("an owner has to confirm");
  expect(
    missingForEnforcement([
      { ...ready, authority: "admin", proven: null },
      { ...ready, proven: null },
    ]),
  ).toContain("an owner has to sign in");
  expect(missingForEnforcement([{ ...ready, proven: null }])).toContain("an owner has to sign in through Okta");
});

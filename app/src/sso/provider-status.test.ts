import { expect, test } from "vitest";
import { providerStatus } from "./provider-status.ts";

const domain = (more: object = {}) => ({
  domain: "acme.test",
  verified: true,
  verifiedAt: "2026-11-21T12:00:00.000Z",
  checkedAt: null,
  failingSince: null,
  record: { name: "_gatehouse.acme.test", type: "TXT" as const, value: "gatehouse-verification=x" },
  ...more,
});
const provider = { enabled: true, authority: "owner" as const, domains: [domain()] };

test("a provider that is on, verified and confirmed by an owner is in use", () => {
  expect(providerStatus(provider)).toBe("usable");
});

test("without a verified domain nobody comes in, on or off", () => {
  const unverified = [domain({ verified: false, verifiedAt: null })];
  expect(providerStatus({ ...provider, domains: [] })).toBe("needs-domain");
  expect(providerStatus({ ...provider, domains: unverified })).toBe("needs-domain");
  expect(providerStatus({ ...provider, enabled: false, domains: [] })).toBe("needs-domain");
});

test("what an admin has changed last needs an owner, also while a domain fails", () => {
  const failing = [domain({ failingSince: "2026-11-21T13:00:00.000Z" })];
  expect(providerStatus({ ...provider, authority: "admin" })).toBe("needs-owner");
  expect(providerStatus({ ...provider, authority: "admin", domains: failing })).toBe("needs-owner");
});

test("one failing domain of several is told", () => {
  const domains = [domain(), domain({ failingSince: "2026-11-21T13:00:00.000Z" })];
  expect(providerStatus({ ...provider, domains })).toBe("domain-failing");
});

test("a domain that was lost for good is not failing any more: it is unverified", () => {
  const lost = domain({ verified: false, failingSince: "2026-11-20T13:00:00.000Z" });
  expect(providerStatus({ ...provider, domains: [domain(), lost] })).toBe("usable");
});

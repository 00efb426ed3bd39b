import { expect, test } from "vitest";
import { isDone, isOpen, isSetUp, isUnfinished, nextStep, setupSteps, type Progress } from "./progress.ts";

const record = { name: "_gatehouse.acme.test", type: "TXT" as const, value: "x" };
const domain = { domain: "acme.test", verified: true, verifiedAt: null, checkedAt: null, failingSince: null, record };
const made = { enabled: false, domains: [], proven: null };
const nothing: Progress = { provider: null, hasProduct: false, reached: "product", isTested: false };

test("a setup begins with the product, and nothing after it is open before that is chosen", () => {
  expect(nextStep(nothing)).toBe("product");
  expect(setupSteps.filter((step) => isOpen(step, nothing))).toEqual(["product"]);
});

test("before there is a provider, nothing that needs one is open, however far the address says somebody has come", () => {
  const far: Progress = { ...nothing, hasProduct: true, reached: "enable" };
  expect(setupSteps.filter((step) => isOpen(step, far))).toEqual(["product", "application", "credentials"]);
  expect(nextStep(far)).toBe("credentials");
});

test("a provider that was saved is continued where it stands, by whoever opens it", () => {
  expect(nextStep({ ...nothing, provider: made })).toBe("addresses");
  expect(nextStep({ ...nothing, provider: made, reached: "domains" })).toBe("domains");
  expect(nextStep({ ...nothing, provider: { ...made, domains: [domain] }, reached: "domains" })).toBe("test");
  const tested = { ...nothing, provider: { ...made, domains: [domain] }, isTested: true };
  expect(nextStep(tested)).toBe("enable");
});

test("credentials are entered once: the provider is not made again by going back", () => {
  const progress = { ...nothing, provider: made, hasProduct: true };
  for (const step of ["product", "application", "credentials"] as const) {
    expect([isDone(step, progress), isOpen(step, progress)]).toEqual([true, false]);
  }
});

test("a sign-in that worked says that the addresses were entered, too", () => {
  const proven = { ...made, proven: { at: "2026-11-21T12:00:00.000Z" } };
  expect(isDone("addresses", { ...nothing, provider: proven })).toBe(true);
});

test("a provider that worked and was switched off is no unfinished setup", () => {
  const proven = { at: "2026-11-21T12:00:00.000Z" };
  expect(isUnfinished(made)).toBe(true);
  expect(isUnfinished({ enabled: true, domains: [], proven })).toBe(true);
  expect(isUnfinished({ enabled: false, domains: [domain], proven: null })).toBe(true);
  expect(isUnfinished({ enabled: false, domains: [domain], proven })).toBe(false);
});

test("a domain that is not verified does not count", () => {
  const unverified = { ...made, domains: [{ ...domain, verified: false }] };
  expect(isDone("domains", { ...nothing, provider: unverified })).toBe(false);
  expect(isSetUp({ enabled: true, domains: unverified.domains })).toBe(false);
  expect(isSetUp({ enabled: true, domains: [domain] })).toBe(true);
});

import { expect, test } from "vitest";
import type { HeldName } from "./held.ts";
import { isExpected, isNews } from "./sweep.ts";

const end = Date.parse("2027-01-01T00:00:00Z");
const registration = {
  id: "cf-1",
  hostname: "app.acme.test",
  status: "active",
  sslStatus: "active",
  method: "http",
  certificateExpiresAt: new Date(end).toISOString(),
  records: [],
  errors: [],
};
const held: Omit<HeldName, "scope"> = {
  hostname: "app.acme.test",
  hostnameId: "hst_1",
  organizationId: "org_1",
  homeRegion: "weur",
  state: "active",
  cloudflareId: "cf-1",
  cloudflareStatus: "active",
  sslStatus: "active",
  certificateEnd: end,
};

test("what is as its holder knows it is no news", () => {
  expect(isNews(held, registration)).toBe(false);
});

test("another registration, another word or another certificate is news", () => {
  expect(isNews(held, { ...registration, id: "cf-2" })).toBe(true);
  expect(isNews(held, { ...registration, status: "moved" })).toBe(true);
  expect(isNews(held, { ...registration, sslStatus: "expired" })).toBe(true);
  expect(isNews(held, { ...registration, certificateExpiresAt: "2027-04-01T00:00:00Z" })).toBe(true);
  expect(isNews({ ...held, cloudflareId: null }, registration)).toBe(true);
});

test("a registration of what was taken away is news where its holder believes it gone", () => {
  expect(isNews({ ...held, state: "deleted" }, { ...registration, status: "pending_deletion" })).toBe(false);
  expect(isNews({ ...held, state: "deleted", cloudflareId: null }, registration)).toBe(true);
});

test("nobody has to hear of a reading that goes on by itself, and of every other end somebody does", () => {
  for (const ended of ["enough", "round", "budget", "busy", "rate_limited"] as const) {
    expect(isExpected(ended)).toBe(true);
  }
  for (const ended of ["unauthorized", "rejected", "unreachable", "not_found"] as const) {
    expect(isExpected(ended)).toBe(false);
  }
});

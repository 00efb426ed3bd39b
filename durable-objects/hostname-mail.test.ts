import { expect, test } from "vitest";
import type { HostnameNews } from "../src/hostnames/news.ts";
import { occasionOf } from "./hostname-mail.ts";

const address = "https://app.acme.example";
const proven = { failure: null, provenAt: "2026-11-22T00:00:00Z", certificateExpiresAt: null };
const end = "2026-12-22T00:00:00.000Z";

test("each news is told of the hostname as it is when the mail is sent", () => {
  expect(occasionOf("active", { ...proven, state: "active" }, address)).toEqual({ kind: "active", address });
  expect(occasionOf("failed", { ...proven, state: "error", failure: "blocked" }, address)).toEqual({
    kind: "failed",
    failure: "blocked",
  });
  expect(() => occasionOf("failed", { ...proven, state: "error" }, address)).toThrow("nobody has said why");
  expect(occasionOf("moved", { ...proven, state: "moved" }, address)).toEqual({ kind: "moved" });
  expect(occasionOf("expired", { ...proven, state: "released", provenAt: null }, address)).toEqual({ kind: "expired" });
  for (const state of ["deleted", "released"] as const) {
    expect(occasionOf("expired", { ...proven, state }, address)).toEqual({ kind: "given_up" });
  }
  expect(occasionOf("expired", { ...proven, state: "moved" }, address)).toEqual({ skipped: expect.any(String) });
  const served = { ...proven, state: "active", certificateExpiresAt: end } as const;
  expect(occasionOf("certificate_expiring", served, address)).toEqual({
    kind: "certificate_expiring",
    until: new Date(end),
  });
});

test.each(["active", "failed", "moved", "certificate_expiring"] as const satisfies HostnameNews[])(
  "%s is not told any more once the hostname was given up",
  (news) => {
    expect(occasionOf(news, { ...proven, state: "deleted" }, address)).toEqual({ skipped: expect.any(String) });
  },
);

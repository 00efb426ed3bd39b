import { expect, test } from "vitest";
import { checkOutcome } from "./check-outcome.ts";
import type { Standing } from "./progress.ts";

const standing = (lifecycleStatus: Standing["lifecycleStatus"]) => ({
  lifecycleStatus,
  dns: null,
  cloudflare: null,
  validation: "http" as const,
  displayHostname: "app.acme.com",
});

test("who asks for a look is told what is new", () => {
  expect(checkOutcome(standing("awaiting_txt"), standing("pending_cloudflare"))).toMatchObject({ news: true });
  expect(checkOutcome(standing("pending_cloudflare"), standing("active"))).toEqual({
    news: true,
    sentence: "app.acme.com is active.",
  });
  expect(checkOutcome(standing("moved"), standing("pending_cloudflare")).sentence).toBe("We are trying again.");
});

test("who asks for a look that finds nothing new is told that too", () => {
  for (const state of ["awaiting_txt", "pending_cloudflare", "active", "error", "moved"] as const) {
    const { news, sentence } = checkOutcome(standing(state), standing(state));
    expect([news, sentence.startsWith("We have just looked")]).toEqual([false, true]);
  }
});

test("who tries a lost hostname again without its record is told that it is needed", () => {
  for (const state of ["error", "moved"] as const) {
    expect(checkOutcome(standing(state), standing(state)).sentence).toContain("has to be shown again");
    const found = { outcome: "found", seen: [], expected: "" } as const;
    const caa = { outcome: "allowed", at: null, seen: [], expected: [] } as const;
    const shown = { ...standing(state), dns: { txt: found, cname: found, caa: { ...caa, seen: [], expected: [] } } };
    expect(checkOutcome(standing(state), shown).sentence).not.toContain("has to be shown again");
  }
});

test("who waits for a hostname that lacks nothing but its record is told that", () => {
  const ready = { ...standing("pending_cloudflare"), cloudflare: { status: "active", sslStatus: "active" } };
  expect(checkOutcome(ready, ready).sentence).toContain("do not see the record of step 1");
});

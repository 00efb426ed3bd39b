import { expect, test } from "vitest";
import { troubleOf } from "./trouble.ts";

test("what fails is told by why it fails, and not by what else is noticed", () => {
  const errors = [
    { code: "cname_missing", message: "" },
    { code: "validation_timed_out", message: "" },
  ] as const;
  expect(troubleOf({ lifecycleStatus: "error", errors: [...errors], dns: null })?.title).toContain("in time");
});

test("what is not people's to mend is no alarm", () => {
  for (const code of ["quota_exceeded", "cloudflare_unreachable"] as const) {
    expect(troubleOf({ lifecycleStatus: "pending_cloudflare", errors: [{ code, message: "" }], dns: null })?.tone).toBe(
      "warning",
    );
  }
});

test("what has moved or failed is never left without a word, and what goes its way is left alone", () => {
  expect(troubleOf({ lifecycleStatus: "moved", errors: [], dns: null })?.title).toContain("elsewhere");
  expect(troubleOf({ lifecycleStatus: "moved", errors: [], dns: null })?.advice).toContain(
    "once its TXT record is not there",
  );
  expect(troubleOf({ lifecycleStatus: "error", errors: [], dns: null })?.advice).toContain("Try again");
  expect(troubleOf({ lifecycleStatus: "moved", errors: [], dns: null })?.advice).toContain("TXT record of step 1");
  expect(troubleOf({ lifecycleStatus: "error", errors: [], dns: null })?.advice).toContain("TXT record of step 1");
  const errors = [{ code: "txt_missing", message: "" } as const];
  expect(troubleOf({ lifecycleStatus: "awaiting_txt", errors, dns: null })).toBeNull();
  expect(troubleOf({ lifecycleStatus: "active", errors: [], dns: null })).toBeNull();
});

test("a name that leads here is not said to lead elsewhere", () => {
  const finding = (outcome: "found" | "other") => ({ outcome, seen: [], expected: "" });
  const caa = { outcome: "allowed" as const, at: null, seen: [], expected: [] };
  const moved = (cname: "found" | "other") =>
    troubleOf({
      lifecycleStatus: "moved",
      errors: [],
      dns: { txt: finding("found"), cname: finding(cname), caa },
    });
  expect(moved("other")?.title).toContain("leads elsewhere");
  expect(moved("found")?.title).toContain("does not serve this name");
  expect(moved("found")?.advice).toContain("TXT record of step 1");
});

import { expect, test } from "vitest";
import { troubleOf } from "./trouble.ts";

test("what fails is told by why it fails, and not by what else is noticed", () => {
  const errors = [
    { code: "cname_missing", message: "" },
    { code: "validation_timed_out", message: "" },
  ] as const;
  expect(troubleOf({ lifecycleStatus: "error", errors: [...errors] })?.title).toContain("in time");
});

test("what is not people's to mend is no alarm", () => {
  for (const code of ["quota_exceeded", "cloudflare_unreachable"] as const) {
    expect(troubleOf({ lifecycleStatus: "pending_cloudflare", errors: [{ code, message: "" }] })?.tone).toBe("warning");
  }
});

test("what has moved or failed is never left without a word, and what goes its way is left alone", () => {
  expect(troubleOf({ lifecycleStatus: "moved", errors: [] })?.title).toContain("elsewhere");
  expect(troubleOf({ lifecycleStatus: "moved", errors: [] })?.advice).toContain("once its TXT record is not there");
  expect(troubleOf({ lifecycleStatus: "error", errors: [] })?.advice).toContain("Try again");
  expect(troubleOf({ lifecycleStatus: "moved", errors: [] })?.advice).toContain("TXT record of step 1");
  expect(troubleOf({ lifecycleStatus: "error", errors: [] })?.advice).toContain("TXT record of step 1");
  const errors = [{ code: "txt_missing", message: "" } as const];
  expect(troubleOf({ lifecycleStatus: "awaiting_txt", errors })).toBeNull();
  expect(troubleOf({ lifecycleStatus: "active", errors: [] })).toBeNull();
});

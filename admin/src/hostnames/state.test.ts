import { expect, test } from "vitest";
import { lifecycleStatuses } from "../../../src/hostnames/hostname.ts";
import { byUrgency, isHeld, isTroubled, states } from "./state.ts";

const error = { code: "txt_missing", message: "There is no TXT record yet." } as const;

test("every state has a name of its own to read", () => {
  expect(new Set(lifecycleStatuses.map((state) => states[state].label)).size).toBe(lifecycleStatuses.length);
});

test("what was removed or released is not the tenant's any more", () => {
  expect(lifecycleStatuses.filter((lifecycleStatus) => !isHeld({ lifecycleStatus }))).toEqual(["deleted", "released"]);
});

test("what failed, moved or is held up wants attention; what is on its way or active does not", () => {
  expect(lifecycleStatuses.filter((lifecycleStatus) => isTroubled({ lifecycleStatus, errors: [] }))).toEqual([
    "error",
    "moved",
  ]);
  expect(isTroubled({ lifecycleStatus: "pending_cloudflare", errors: [error] })).toBe(true);
});

test("what wants attention stands first and what is gone last, else the order stays", () => {
  const named = (name: string, lifecycleStatus: "active" | "error" | "deleted" | "awaiting_txt", isStuck = false) => ({
    name,
    lifecycleStatus,
    errors: isStuck ? [error] : [],
  });
  const sorted = byUrgency([
    named("gone", "deleted"),
    named("first", "active"),
    named("stuck", "awaiting_txt", true),
    named("second", "active"),
    named("failed", "error"),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(["stuck", "failed", "first", "second", "gone"]);
});

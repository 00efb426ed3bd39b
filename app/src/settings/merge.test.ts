import { constantFrom, assert, property, record } from "fast-check";
import { expect, test } from "vitest";
import { changesOf, draftFields, isSameDraft, mergeDrafts, type Draft } from "./merge.ts";

const base: Draft = {
  appName: "Acme",
  primaryColor: "#112233",
  sessionIdleMinutes: 60,
  sessionLifetimeHours: 24,
  accountFailureLimit: 10,
  addressFailureLimit: 100,
  lockoutMinutes: 15,
  auditRetentionDays: null,
};

test("what only one of two admins has changed needs no choice, and neither edit is lost", () => {
  const merge = mergeDrafts(base, { ...base, appName: "Acme Portal" }, { ...base, primaryColor: "#aa0000" });
  expect(merge.merged).toEqual({ ...base, appName: "Acme Portal", primaryColor: "#aa0000" });
  expect(merge.conflicts).toEqual([]);
  expect(merge.taken).toEqual(["primaryColor"]);
});

test("what both have changed differently is for the second to decide", () => {
  const merge = mergeDrafts(base, { ...base, appName: "Mine" }, { ...base, appName: "Theirs" });
  expect(merge.conflicts).toEqual(["appName"]);
  expect(merge.merged.appName).toBe("Mine");
});

test("who wanted the same has nothing to decide", () => {
  expect(mergeDrafts(base, { ...base, appName: "Same" }, { ...base, appName: "Same" }).conflicts).toEqual([]);
});

test("taking a colour back is a change like any other", () => {
  const merge = mergeDrafts(base, { ...base, primaryColor: null }, { ...base, primaryColor: "#445566" });
  expect(merge.conflicts).toEqual(["primaryColor"]);
  expect(changesOf(base, { ...base, primaryColor: null })).toEqual({ primaryColor: null });
});

test("no change of either side is ever lost without a word", () => {
  const draft = record<Draft>({
    appName: constantFrom("A", "B", "C"),
    primaryColor: constantFrom(null, "#000000", "#ffffff"),
    sessionIdleMinutes: constantFrom(15, 60, 480),
    sessionLifetimeHours: constantFrom(8, 24, 168),
    accountFailureLimit: constantFrom(3, 5, 10),
    addressFailureLimit: constantFrom(10, 50, 100),
    lockoutMinutes: constantFrom(15, 60),
    auditRetentionDays: constantFrom(null, 90, 365),
  });
  assert(
    property(draft, draft, draft, (before, mine, theirs) => {
      const { merged, conflicts } = mergeDrafts(before, mine, theirs);
      for (const field of draftFields) {
        if (mine[field] !== before[field]) expect(merged[field]).toBe(mine[field]);
        if (theirs[field] !== before[field] && !conflicts.includes(field)) expect(merged[field]).toBe(theirs[field]);
      }
    }),
  );
});

test("nothing that is as it was is sent", () => {
  expect(changesOf(base, { ...base })).toEqual({});
  expect(isSameDraft(base, { ...base })).toBe(true);
  expect(isSameDraft(base, { ...base, primaryColor: null })).toBe(false);
});

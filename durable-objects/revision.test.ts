import { expect, test } from "vitest";
import { nextRevision, revisionAfterLoss } from "./revision.ts";

test("a revision is the time", () => {
  expect(nextRevision(0, 1_000.7)).toBe(1_000);
});

test("revisions grow even where the clock stands still or steps back", () => {
  expect(nextRevision(1_000, 1_000)).toBe(1_001);
  expect(nextRevision(1_000, 10)).toBe(1_001);
});

test("the revision after a loss is above what Postgres remembers and above what a faster clock handed out", () => {
  expect(revisionAfterLoss(5_000_000, 1_000)).toBeGreaterThan(5_000_000);
  expect(revisionAfterLoss(0, 1_000)).toBeGreaterThan(1_000 + 30_000);
});

test("the revision after a second loss is above what was handed out after the first and has not reached Postgres", () => {
  const first = revisionAfterLoss(1_000, 1_000);
  const handedOut = nextRevision(nextRevision(first, 1_010), 1_020);
  expect(revisionAfterLoss(first, 1_030)).toBeGreaterThan(handedOut);
});

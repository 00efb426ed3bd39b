import { expect, test } from "vitest";
import type { OpenSession } from "../src/gatekeeper/contract.ts";
import { LastSeen } from "./last-seen.ts";

const session = (id: string, lastSeenAt: number) => ({ id, lastSeenAt }) as OpenSession;

test("a session is written at most once a minute", () => {
  const seen = new LastSeen();
  seen.note(session("a", 1_000_000), 1_059_999);
  expect(seen.takeDue(1_059_999)).toEqual([]);
  seen.note(session("a", 1_000_000), 1_060_000);
  expect(seen.takeDue(1_060_000)).toEqual([["a", 1_060_000]]);
});

test("many sessions share a write, and writes keep a distance", () => {
  const seen = new LastSeen();
  seen.note(session("a", 0), 100_000);
  expect(seen.takeDue(100_000)).toHaveLength(1);
  seen.note(session("b", 0), 101_000);
  seen.note(session("c", 0), 102_000);
  expect(seen.takeDue(105_000)).toEqual([]);
  expect(seen.takeDue(110_000)).toEqual([
    ["b", 101_000],
    ["c", 102_000],
  ]);
  expect(seen.takeDue(200_000)).toEqual([]);
});

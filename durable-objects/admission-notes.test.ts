import { expect, test } from "vitest";
import type { OpenSession, Verdict } from "../src/gatekeeper/contract.ts";
import { admissionCounts, AdmissionNotes } from "./admission-notes.ts";

const session = (id: string, lastSeenAt: number) => ({ id, lastSeenAt }) as OpenSession;
const admitted = (id: string, lastSeenAt: number): Verdict => ({
  admitted: true,
  session: session(id, lastSeenAt),
  sessionVersion: 1,
  epoch: 0,
});

test("when a session was used is written once a minute, and known before", () => {
  const notes = new AdmissionNotes();
  notes.note(admitted("a", 1_000_000), 1_059_999);
  expect(notes.take().seen).toEqual([]);
  notes.note(admitted("a", 1_000_000), 1_060_000);
  expect(notes.upToDate(session("a", 1_000_000)).lastSeenAt).toBe(1_060_000);
  expect(notes.upToDate(session("b", 1_000_000)).lastSeenAt).toBe(1_000_000);
  expect(notes.take().seen).toEqual([["a", 1_060_000]]);
  expect(notes.take().seen).toEqual([]);
});

test("verdicts are counted by what they say, with what isolates did on their own", () => {
  const notes = new AdmissionNotes();
  notes.note(admitted("a", 0), 1);
  notes.note({ admitted: false, refusal: "idle" }, 1);
  notes.add({ repeated: 7, unanswered: { overloaded: 2, unreachable: 0 } });
  const { counts } = notes.take();
  expect(Object.fromEntries(counts)).toEqual({ admitted: 1, idle: 1, repeated: 7, overloaded: 2 });
  const read = admissionCounts(new Map(counts));
  expect(read).toMatchObject({ admitted: 1, repeated: 7, refused: { idle: 1, overloaded: 2, expired: 0 } });
});

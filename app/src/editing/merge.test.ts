import { array, assert, constantFrom, property, record } from "fast-check";
import { expect, test } from "vitest";
import { isSameValue } from "./document.ts";
import { fieldsDrafted, mergeDraft } from "./merge.ts";
import { noteKind, type Note, type NoteDraft } from "./note.ts";

const base: Note = { version: 1, title: "Acme", colour: "#112233", hours: 24, mappings: [], keyRotation: 1 };
const mine = (more: Partial<NoteDraft>): NoteDraft => ({ ...noteKind.draftOf(base), ...more });
const merge = (draft: Partial<NoteDraft>, theirs: Partial<Note>) =>
  mergeDraft(noteKind, base, mine(draft), { ...base, ...theirs, version: 2 });

test("what only one of two people has changed needs no choice, and neither edit is lost", () => {
  const { merged, conflicts, taken } = merge({ title: "Acme Portal" }, { colour: "#aa0000" });
  expect(merged).toEqual(mine({ title: "Acme Portal", colour: "#aa0000" }));
  expect(conflicts).toEqual([]);
  expect(taken).toEqual(["colour"]);
});

test("what both have changed differently is for the second to decide", () => {
  const { merged, conflicts } = merge({ title: "Mine" }, { title: "Theirs" });
  expect(conflicts).toEqual(["title"]);
  expect(merged.title).toBe("Mine");
});

test("who wanted the same has nothing to decide", () => {
  expect(merge({ title: "Same" }, { title: "Same" }).conflicts).toEqual([]);
});

test("taking something back is a change like any other", () => {
  expect(merge({ colour: null }, { colour: "#445566" }).conflicts).toEqual(["colour"]);
  expect(fieldsDrafted(noteKind, base, mine({ colour: null }))).toEqual(["colour"]);
});

test("a secret that both have set anew is never taken to be the same", () => {
  expect(merge({ key: "hunter2" }, { keyRotation: 2 }).conflicts).toEqual(["key"]);
  expect(merge({}, { keyRotation: 2 }).taken).toEqual(["key"]);
  expect(merge({ key: "hunter2" }, { title: "Theirs" }).conflicts).toEqual([]);
});

test("values are compared by what is in them", () => {
  expect(isSameValue({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  const different: readonly [unknown, unknown][] = [
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [[], {}],
    [null, {}],
    [{ a: undefined }, { b: undefined }],
    [0, "0"],
  ];
  for (const [one, other] of different) expect(isSameValue(one, other), JSON.stringify([one, other])).toBe(false);
});

test("no change of either side is ever lost without a word", () => {
  const mapping = record({ value: constantFrom("staff", "all"), role: constantFrom("member", "admin") });
  const document = record({
    version: constantFrom(1),
    title: constantFrom("A", "B", "C"),
    colour: constantFrom(null, "#000000", "#ffffff"),
    hours: constantFrom(8, 24),
    mappings: array(mapping, { maxLength: 2 }),
    keyRotation: constantFrom(1, 2),
  });
  assert(
    property(document, document, constantFrom("", "hunter2"), document, (before, wanted, key, theirs) => {
      const draft = { ...noteKind.draftOf(wanted), key };
      const { merged, conflicts, taken } = mergeDraft(noteKind, before, draft, theirs);
      const others = noteKind.draftOf(theirs);
      const start = noteKind.draftOf(before);
      for (const field of ["title", "colour", "hours", "mappings"] as const) {
        if (!isSameValue(draft[field], start[field])) expect(merged[field]).toEqual(draft[field]);
        if (!isSameValue(others[field], start[field]) && !conflicts.includes(field)) {
          expect(merged[field]).toEqual(others[field]);
        }
      }
      expect(merged.key).toBe(key);
      if (theirs.keyRotation !== before.keyRotation) expect([...conflicts, ...taken]).toContain("key");
    }),
  );
});

test("nothing that is as it was counts as a change", () => {
  expect(fieldsDrafted(noteKind, base, mine({ mappings: [] }))).toEqual([]);
  expect(fieldsDrafted(noteKind, base, mine({ colour: null }))).toEqual(["colour"]);
});

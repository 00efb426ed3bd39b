import { expect, test } from "vitest";
import { draftPlace, forgetDrafts } from "./kept-draft.ts";
import { noteKind, type Note } from "./note.ts";
import { memoryStorage } from "./tab-storage.ts";

const note: Note = { version: 3, title: "Acme", colour: null, hours: 24, mappings: [], keyRotation: 1 };
const draft = noteKind.draftOf(note);
const key = "gatehouse.draft/usr_1/note";
const storage = memoryStorage();

function place(userId = "usr_1", document = "note", kept = storage) {
  return draftPlace(noteKind, { storage: kept, userId, document, now: () => 5_000 });
}

test("a draft comes back as it was, on the version it was begun on", () => {
  const wanted = { ...draft, title: "Mine", mappings: [{ value: "staff", role: "member" }] };
  place().write(note, wanted);
  expect(place().read()).toEqual({ at: 5_000, base: note, draft: wanted, lost: [] });
});

test("nobody finds another person's draft, nor that of another document", () => {
  place().write(note, { ...draft, title: "Mine" });
  expect(place("usr_2").read()).toBeNull();
  expect(place("usr_1", "other").read()).toBeNull();
});

test("a secret is never written down; that one was typed is", () => {
  place().write(note, { ...draft, title: "Mine", key: "hunter2" });
  expect(storage.getItem(key)).not.toContain("hunter2");
  expect(place().read()).toMatchObject({ draft: { key: "" }, lost: ["key"] });
});

test("a storage that somebody has filled with something else is no draft, and no secret comes out of it", () => {
  for (const text of ["", "not json", "null", "[]", "{}", '{"at":1,"base":null,"changes":{}}', '{"at":"1"}']) {
    storage.setItem(key, text);
    expect(place().read(), text).toBeNull();
    expect(storage.getItem(key)).toBeNull();
  }
  storage.setItem(key, JSON.stringify({ at: 1, base: note, changes: { key: "planted", admin: true }, lost: ["x"] }));
  expect(place().read()).toEqual({ at: 1, base: note, draft, lost: [] });
});

test("a storage that is full keeps nobody from typing", () => {
  const full = {
    ...memoryStorage(),
    length: 0,
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  expect(() => place("usr_1", "note", full).write(note, { ...draft, title: "Mine" })).not.toThrow();
});

test("whoever leaves, or comes after somebody, leaves no drafts of theirs behind, and nothing else is touched", () => {
  const tab = memoryStorage();
  tab.setItem("theme", "dark");
  for (const person of ["usr_1", "usr_2"]) {
    for (const document of ["note", "other"]) place(person, document, tab).write(note, { ...draft, title: "Mine" });
  }
  forgetDrafts(tab, "usr_2");
  expect(place("usr_1", "note", tab).read()).toBeNull();
  expect(place("usr_2", "note", tab).read()).not.toBeNull();
  forgetDrafts(tab);
  expect(tab.length).toBe(1);
});

import { createRoot } from "solid-js";
import { expect, test } from "vitest";
import { problemFrom } from "../../../ui/problem.ts";
import { createEdit, type Edit } from "./edit.ts";
import { draftPlace } from "./kept-draft.ts";
import { noteKind, type Note, type NoteDraft } from "./note.ts";
import { memoryStorage } from "./tab-storage.ts";

const first: Note = { version: 1, title: "Acme", colour: "#112233", hours: 24, mappings: [], keyRotation: 1 };

function editing(
  use: (edit: Edit<Note, NoteDraft>) => void | Promise<void>,
  storage = memoryStorage(),
  initial = first,
) {
  const place = draftPlace(noteKind, { storage, userId: "usr_1", document: "note", now: () => 1_000 });
  return createRoot(async (dispose) => {
    await use(createEdit(noteKind, initial, place));
    dispose();
  });
}

test("who has typed nothing simply sees the newer document, and is told what is new in it", () =>
  editing((edit) => {
    edit.take({ ...first, version: 2, title: "Acme Portal", colour: null });
    expect(edit.draft()).toMatchObject({ title: "Acme Portal", colour: null });
    expect(edit.clash()).toBeNull();
    expect(edit.isChanged()).toBe(false);
    expect(edit.news()).toEqual(["title", "colour"]);
    edit.take({ ...first, version: 3, title: "Acme Portal", colour: null, hours: 8 });
    expect(edit.news()).toEqual(["title", "colour", "hours"]);
    edit.change({ title: "Mine" });
    expect(edit.news()).toEqual([]);
  }));

test("what was typed survives another's change, and both are saved on the newer version", () =>
  editing((edit) => {
    edit.change({ title: "Mine" });
    edit.take({ ...first, version: 2, colour: "#aa0000" });
    expect(edit.base().version).toBe(2);
    expect(edit.changes()).toEqual({ title: "Mine" });
    expect(edit.draft().colour).toBe("#aa0000");
    expect(edit.clash()?.taken).toEqual(["colour"]);
    expect(edit.isDecided()).toBe(true);
  }));

test("a field both have changed blocks until one side is chosen", () =>
  editing((edit) => {
    edit.change({ title: "Mine" });
    edit.take({ ...first, version: 2, title: "Theirs" });
    expect(edit.isDecided()).toBe(false);
    edit.choose("title", "theirs");
    expect(edit.isDecided()).toBe(true);
    expect(edit.isChanged()).toBe(false);
    edit.choose("title", "mine");
    expect(edit.changes()).toEqual({ title: "Mine" });
  }));

test("who types over a field that both have changed has chosen", () =>
  editing((edit) => {
    edit.change({ title: "Mine" });
    edit.take({ ...first, version: 2, title: "Theirs" });
    edit.change({ title: "Both of us" });
    expect(edit.isDecided()).toBe(true);
    expect(edit.clash()?.mine.title).toBe("Both of us");
    edit.choose("title", "theirs");
    edit.choose("title", "mine");
    expect(edit.changes()).toEqual({ title: "Both of us" });
  }));

test("a third version that touches something else does not settle what nobody has chosen", () =>
  editing((edit) => {
    edit.change({ title: "Mine" });
    edit.take({ ...first, version: 2, title: "Theirs" });
    edit.take({ ...first, version: 3, title: "Theirs", hours: 8 });
    expect(edit.clash()).toMatchObject({ conflicts: ["title"], taken: ["hours"] });
    expect(edit.isDecided()).toBe(false);
    edit.choose("title", "mine");
    edit.take({ ...first, version: 4, title: "Theirs", hours: 8, colour: null });
    expect(edit.isDecided()).toBe(true);
    expect(edit.clash()?.taken).toEqual(["colour", "hours"]);
    edit.take({ ...first, version: 5, title: "Theirs again", hours: 8, colour: null });
    expect(edit.isDecided()).toBe(false);
    expect(edit.clash()?.theirs.title).toBe("Theirs again");
  }));

test("an other side that comes to want the same leaves nothing to choose", () =>
  editing((edit) => {
    edit.change({ title: "Mine" });
    edit.take({ ...first, version: 2, title: "Theirs" });
    edit.take({ ...first, version: 3, title: "Mine" });
    expect(edit.clash()).toBeNull();
    expect(edit.isChanged()).toBe(false);
  }));

test("lists are compared by what is in them, and merged as a whole", () =>
  editing((edit) => {
    edit.change({ mappings: [{ value: "staff", role: "member" }] });
    edit.take({ ...first, version: 2, mappings: [{ role: "member", value: "staff" }] });
    expect(edit.clash()).toBeNull();
    expect(edit.isChanged()).toBe(false);
    edit.change({ mappings: [] });
    edit.take({ ...first, version: 3, mappings: [{ role: "admin", value: "staff" }] });
    expect(edit.clash()?.conflicts).toEqual(["mappings"]);
  }));

test("two who set the same secret anew have to choose, although neither can be shown the other's", () =>
  editing((edit) => {
    edit.change({ key: "hunter2" });
    edit.take({ ...first, version: 2, keyRotation: 2 });
    expect(edit.clash()?.conflicts).toEqual(["key"]);
    edit.choose("key", "theirs");
    expect(edit.changes()).toEqual({});
  }));

test("an answer that was overtaken by a newer one changes nothing", () =>
  editing((edit) => {
    edit.take({ ...first, version: 5, title: "Newest" });
    edit.take({ ...first, version: 4, title: "Older" });
    expect(edit.draft().title).toBe("Newest");
  }));

test("one's own change that comes back by the live connection before its answer is no change of somebody else's", () =>
  editing(async (edit) => {
    edit.change({ key: "hunter2", title: "Mine" });
    const saved = { ...first, version: 2, title: "Mine", keyRotation: 2 };
    expect(
      await edit.save(async () => {
        edit.take(saved);
        return saved;
      }),
    ).toBe(true);
    expect(edit.clash()).toBeNull();
    expect(edit.news()).toEqual([]);
    expect(edit.draft()).toEqual(noteKind.draftOf(saved));
  }));

test("what is typed while a save is under way stays typed", () =>
  editing(async (edit) => {
    edit.change({ title: "Mine" });
    await edit.save(async (base, changes) => {
      edit.change({ title: "Mine too", hours: 8 });
      return { ...base, ...changes, version: 2 };
    });
    expect(edit.base()).toMatchObject({ version: 2, title: "Mine" });
    expect(edit.changes()).toEqual({ title: "Mine too", hours: 8 });
  }));

test("somebody else's change during a save is merged when it is over", () =>
  editing(async (edit) => {
    edit.change({ title: "Mine" });
    await edit.save(async (base, changes) => {
      const saved = { ...base, ...changes, version: 2 };
      edit.take({ ...saved, version: 3, hours: 8 });
      return saved;
    });
    expect(edit.base().version).toBe(3);
    expect(edit.draft()).toMatchObject({ title: "Mine", hours: 8 });
    expect(edit.news()).toEqual(["hours"]);
  }));

test("a save that somebody else was faster than merges their version in, and can be sent again", () =>
  editing(async (edit) => {
    edit.change({ title: "Mine" });
    const current = { ...first, version: 2, hours: 8 };
    const refusal = problemFrom({ code: "PRECONDITION_FAILED", current }, { status: 412 });
    expect(await edit.save(() => Promise.reject(refusal))).toBe(false);
    expect(edit.base().version).toBe(2);
    expect(edit.changes()).toEqual({ title: "Mine" });
    expect(edit.draft().hours).toBe(8);
  }));

test("a save that fails for any other reason says so and loses nothing", () =>
  editing(async (edit) => {
    edit.change({ title: "Mine" });
    await expect(edit.save(() => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
    expect(edit.changes()).toEqual({ title: "Mine" });
    edit.take({ ...first, version: 2, hours: 8 });
    expect(edit.draft()).toMatchObject({ title: "Mine", hours: 8 });
  }));

test("a draft comes back after the page was loaded again, merged with what has changed since", async () => {
  const storage = memoryStorage();
  await editing((edit) => edit.change({ title: "Mine", key: "hunter2" }), storage);
  await editing(
    (edit) => {
      expect(edit.restored()).toMatchObject({ at: 1_000, lost: ["key"] });
      expect(edit.draft()).toMatchObject({ title: "Mine", hours: 8, key: "" });
      expect(edit.clash()?.taken).toEqual(["hours"]);
      edit.discard();
      expect(edit.restored()).toBeNull();
      expect(edit.isChanged()).toBe(false);
    },
    storage,
    { ...first, version: 2, hours: 8 },
  );
  expect(storage.length).toBe(0);
});

test("a choice that was not made is asked for again after the page was loaded again, and one that was made is not", async () => {
  const storage = memoryStorage();
  const current = { ...first, version: 2, title: "Theirs", hours: 8 };
  await editing((edit) => {
    edit.change({ title: "Mine", colour: null });
    edit.take(current);
  }, storage);
  await editing(
    (edit) => {
      expect(edit.clash()).toMatchObject({ conflicts: ["title"] });
      expect(edit.isDecided()).toBe(false);
      expect(edit.draft()).toMatchObject({ title: "Mine", colour: null, hours: 8 });
      expect(edit.changes()).toEqual({ title: "Mine", colour: null });
      edit.choose("title", "theirs");
    },
    storage,
    current,
  );
  await editing(
    (edit) => {
      expect(edit.clash()).toBeNull();
      expect(edit.changes()).toEqual({ colour: null });
    },
    storage,
    current,
  );
});

test("a draft whose wish has come true meanwhile is not announced", async () => {
  const storage = memoryStorage();
  await editing((edit) => edit.change({ title: "Mine" }), storage);
  await editing(
    (edit) => {
      expect(edit.restored()).toBeNull();
      expect(edit.clash()).toBeNull();
    },
    storage,
    { ...first, version: 2, title: "Mine" },
  );
});

test("what is saved, or typed back to what it was, leaves no draft behind", async () => {
  const storage = memoryStorage();
  await editing(async (edit) => {
    edit.change({ title: "Mine" });
    expect(storage.length).toBe(1);
    edit.change({ title: first.title });
    expect(storage.length).toBe(0);
    edit.change({ title: "Mine" });
    await edit.save(async (base, changes) => ({ ...base, ...changes, version: 2 }));
  }, storage);
  expect(storage.length).toBe(0);
});

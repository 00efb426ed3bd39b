import { expect, test } from "vitest";
import type { OpenSession } from "../src/gatekeeper/contract.ts";
import { editorsIn, mayEdit, newMemory, type PageMemory } from "./page-memory.ts";

const session: OpenSession = {
  id: "ses_1",
  userId: "usr_1",
  email: "ada@acme.test",
  name: "Ada",
  role: "admin",
  host: "acme.app.test",
  method: "password",
  createdAt: 0,
  expiresAt: 10_000,
  lastSeenAt: 0,
  address: null,
  userAgent: null,
};

const page = (more: Partial<OpenSession>, editing: PageMemory["editing"]): PageMemory => ({
  ...newMemory({ ...session, ...more }, 0),
  editing,
});

test("who may change a document may say that they edit it; nobody else may, or is told", () => {
  for (const document of ["settings", "sso-enforcement", "sso:sso_1"] as const) {
    expect(mayEdit("owner", document)).toBe(true);
    expect(mayEdit("admin", document)).toBe(true);
    expect(mayEdit("member", document)).toBe(false);
  }
  expect(newMemory({ ...session, role: "member" }, 0).editor).toBeNull();
});

test("a person with two pages is one editor, and each document has its own", () => {
  const ada = { userId: "usr_1", name: "Ada" };
  const bob = { userId: "usr_2", name: "Bob" };
  const editors = editorsIn(
    [page({}, "settings"), page({}, "settings"), page(bob, "settings"), page(bob, "sso-enforcement"), page({}, null)],
    0,
  );
  expect(editors.get("settings")).toEqual([ada, bob]);
  expect(editors.get("sso-enforcement")).toEqual([bob]);
  expect(editors.size).toBe(2);
});

test("a session that has expired edits nothing, although nobody has told its page yet", () => {
  expect(editorsIn([page({}, "settings")], 10_000).size).toBe(0);
});

test("a name that were too long to remember is cut, whatever it is written in", () => {
  const memory = newMemory({ ...session, name: "𝔸".repeat(5_000) }, 0);
  expect(JSON.stringify(memory).length * 2).toBeLessThan(2_048);
});

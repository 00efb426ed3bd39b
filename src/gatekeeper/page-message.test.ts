import { expect, test } from "vitest";
import { newIdentifier } from "../identifiers/identifier.ts";
import { readPageMessage } from "./page-message.ts";

const editing = (document: unknown, more: object = {}) => JSON.stringify({ type: "editing", document, ...more });

test("a page says which document it edits, or that it edits none any more", () => {
  for (const document of ["settings", "sso-enforcement", `sso:${newIdentifier("sso")}`, null]) {
    expect(readPageMessage(editing(document))).toEqual({ type: "editing", document });
  }
});

test("nothing else is a document, however much it looks like one", () => {
  const odd = [
    "",
    "members",
    "Settings",
    "sso:",
    "sso:google",
    `sso:${newIdentifier("org")}`,
    "sso:sso_../../x",
    7,
    {},
  ];
  for (const document of odd) expect(readPageMessage(editing(document)), JSON.stringify(document)).toBeNull();
  expect(readPageMessage(editing(`sso:${newIdentifier("sso")}\n`))).toBeNull();
  expect(readPageMessage(editing(`sso:${newIdentifier("sso")}0`))).toBeNull();
});

test("what no page of ours says is not understood, and does no harm", () => {
  const odd = ["", "hello?", "null", "[]", '{"type":"editing"}', '{"type":"presence","document":"settings"}'];
  for (const text of odd) expect(readPageMessage(text), text).toBeNull();
  expect(readPageMessage(editing("settings", { userId: "usr_1" }))).toBeNull();
  expect(readPageMessage(new ArrayBuffer(8))).toBeNull();
});

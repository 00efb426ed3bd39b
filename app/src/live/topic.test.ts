import { expect, test } from "vitest";
import { queriesTouchedBy, readLiveMessage } from "./topic.ts";

test("a change of members also asks anew what one may do oneself", () => {
  expect(queriesTouchedBy("members")).toContain("me");
});

test("messages are read for what they are", () => {
  expect(readLiveMessage('{"type":"hello","revision":12}')).toEqual({ type: "hello", revision: 12 });
  expect(readLiveMessage('{"type":"changed","topic":"settings","by":"usr_1"}')).toEqual({
    type: "changed",
    topic: "settings",
  });
  const editors = [{ userId: "usr_1", name: "Ada" }];
  expect(readLiveMessage(JSON.stringify({ type: "presence", document: "settings", editors }))).toEqual({
    type: "presence",
    document: "settings",
    editors,
  });
  expect(readLiveMessage('{"type":"ended","refusal":"suspended"}')).toEqual({ type: "ended", refusal: "suspended" });
  expect(readLiveMessage('{"type":"ended","refusal":"idle"}')).toEqual({ type: "ended", refusal: "idle" });
});

test("what a newer server says, or nobody should, is let pass without harm", () => {
  const strange = [
    '{"type":"changed","topic":"invoices"}',
    '{"type":"changed","topic":"toString"}',
    '{"type":"ended","refusal":"constructor"}',
    '{"type":"party"}',
    '{"type":"presence","document":"settings"}',
    '{"type":"presence","document":null,"editors":[]}',
    '{"type":"presence","document":"settings","editors":[{"userId":"usr_1"}]}',
    '{"type":"presence","document":"settings","editors":[null]}',
    "null",
    "[]",
    "not json",
    new Uint8Array([1]),
    undefined,
  ];
  for (const message of strange) expect(readLiveMessage(message)).toBeNull();
});

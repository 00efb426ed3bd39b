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
  expect(readLiveMessage('{"type":"ended","refusal":"suspended"}')).toEqual({ type: "ended", refusal: "suspended" });
  expect(readLiveMessage('{"type":"ended","refusal":"idle"}')).toEqual({ type: "ended", refusal: "idle" });
});

test("what a newer server says, or nobody should, is let pass without harm", () => {
  const strange = [
    '{"type":"changed","topic":"invoices"}',
    '{"type":"changed","topic":"toString"}',
    '{"type":"ended","refusal":"constructor"}',
    '{"type":"party"}',
    "null",
    "[]",
    "not json",
    new Uint8Array([1]),
    undefined,
  ];
  for (const message of strange) expect(readLiveMessage(message)).toBeNull();
});

import { describe, expect, test } from "vitest";
import { parseKeyRing, type KeyRingDocument } from "./key-ring.ts";
import { nextStep, withCurrentOnly, withNewestCurrent, withNewKey } from "./rotation.ts";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const ring: KeyRingDocument = { current: "k9", keys: { k9: btoa(String.fromCharCode(...key(1))) } };

describe("a rotation", () => {
  test("goes from one key over two to one, and each ring on the way is valid and tells what comes next", () => {
    const added = withNewKey(ring, key(255));
    const promoted = withNewestCurrent(added);
    const done = withCurrentOnly(promoted);
    expect([ring, added, promoted, done].map(nextStep)).toEqual(["add", "promote", "reseal", "add"]);
    expect([ring, added, promoted, done].map(({ current, keys }) => [current, Object.keys(keys)])).toEqual([
      ["k9", ["k9"]],
      ["k9", ["k9", "k10"]],
      ["k10", ["k9", "k10"]],
      ["k10", ["k10"]],
    ]);
    for (const one of [added, promoted, done]) expect(parseKeyRing(JSON.stringify(one))).toEqual(one);
  });

  test("keeps every key until the last step, whatever they are called", () => {
    const odd: KeyRingDocument = { current: "first", keys: { first: "a", k2: "b", second: "c" } };
    const added = withNewKey(odd, key(7));
    expect(Object.keys(added.keys)).toEqual(["first", "k2", "second", "k3"]);
    expect(nextStep(added)).toBe("promote");
    expect(withNewestCurrent(added)).toEqual({ current: "k3", keys: added.keys });
  });

  test("takes nothing for a key that has another length", () => {
    expect(() => withNewKey(ring, new Uint8Array(31))).toThrow("32 bytes");
  });
});

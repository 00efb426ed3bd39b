import { expect, test } from "vitest";
import { readWitnessKey, witnessKey } from "./witness.ts";

const hash = "0123456789abcdef".repeat(4);

test("an object's name says what it is a witness of", () => {
  const key = witnessKey("org_1", 42, hash);
  expect(readWitnessKey(key)).toEqual({ chain: "org_1", sequence: 42, hash });
});

test("names sort as their places do", () => {
  const places = [1, 9, 10, 99, 100, 123_456_789, Number.MAX_SAFE_INTEGER];
  const names = places.map((place) => witnessKey("platform", place, hash));
  expect(names.toSorted()).toEqual(names);
});

test.each(["org_1", "org_1/1.jws", `org_1/a/${"0".repeat(16)}-${hash}.jws`, `org_1/${"0".repeat(15)}-${hash}.jws`])(
  "%s is no witness",
  (key) => {
    expect(readWitnessKey(key)).toBeNull();
  },
);

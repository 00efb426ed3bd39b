import { assert, date, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { keysThatVerify, keyThatSigns, missingKey, publishedAheadMilliseconds, type KeyTimes } from "./rotation.ts";
import { tokenLifetimeSeconds } from "./claims.ts";

const hour = 60 * 60 * 1000;
const start = new Date("2026-11-21T00:00:00Z");
const after = (milliseconds: number) => new Date(start.getTime() + milliseconds);

/** Plays the ring through time: at each step whoever comes by makes the missing key. */
function play(steps: readonly number[]): { at: Date; keys: KeyTimes[] }[] {
  const keys: KeyTimes[] = [];
  return steps.map((step) => {
    const at = after(step);
    const missing = missingKey(keys, at);
    if (missing !== null) keys.push(missing);
    return { at, keys: [...keys] };
  });
}

const year = Array.from({ length: 365 * 4 }, (_, index) => index * 6 * hour);

describe("a ring that is used every few hours", () => {
  it("has exactly one key that signs, at any time", () => {
    for (const { at, keys } of play(year)) {
      expect(keys.filter(({ activeAt, retiredAt }) => activeAt <= at && at < retiredAt)).toHaveLength(1);
    }
  });

  it("publishes every key but the first long before it signs", () => {
    const moments = play(year);
    const keys = moments.at(-1)?.keys ?? [];
    expect(keys).toHaveLength(13);
    for (const key of keys.slice(1)) {
      const published = moments.find((moment) => moment.keys.includes(key))?.at.getTime() ?? Infinity;
      expect(key.activeAt.getTime() - published).toBeGreaterThan(publishedAheadMilliseconds - 7 * hour);
    }
  });

  it("verifies every token until the token expires, also one minted in the last moment of its key", () => {
    for (const key of play(year).at(-1)?.keys ?? []) {
      const lastMint = key.retiredAt.getTime() - 1;
      expect(keysThatVerify([key], new Date(lastMint + tokenLifetimeSeconds * 1000))).toEqual([key]);
    }
  });

  it("lets a key go once nothing signed with it can still be valid", () => {
    const [key] = play([0]).at(-1)?.keys ?? [];
    expect(keysThatVerify(key === undefined ? [] : [key], key?.expiresAt ?? start)).toEqual([]);
  });
});

describe("a ring that was left alone", () => {
  it("starts a key at once when the last one has retired", () => {
    const [, late] = play([0, 60 * 24 * hour]);
    expect(keyThatSigns(late?.keys ?? [], after(60 * 24 * hour))?.activeAt).toEqual(after(60 * 24 * hour));
  });

  it("always has a key to sign with, whenever somebody comes by", () => {
    assert(
      property(date({ min: start, max: after(500 * 24 * hour), noInvalidDate: true }), (visit) => {
        const keys = play([0, 10 * hour, visit.getTime() - start.getTime()]).at(-1)?.keys ?? [];
        expect(keyThatSigns(keys, visit)).not.toBeNull();
      }),
    );
  });
});

it("an empty ring misses a key that signs at once", () => {
  expect(missingKey([], start)).toMatchObject({ activeAt: start });
});

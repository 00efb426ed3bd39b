import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Counter } from "../../src/attempts/contract.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld(`test-counter-${process.pid}`);
});
afterAll(() => world?.stop());

const minute = 60_000;
const policy = { limit: 3, windowMilliseconds: 15 * minute };

let keys = 0;
function newKey(): string {
  keys += 1;
  return `org_test/sign-in/account/${keys}`;
}

/** Begins so many attempts and says which of them were allowed. */
async function begin(counter: Counter, ids: readonly string[], under = policy): Promise<boolean[]> {
  const beginnings = await Promise.all(ids.map((id) => counter.begin({ id, policy: under })));
  return beginnings.map(({ allowed }) => allowed);
}

async function fail(counter: Counter, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    expect(await counter.begin({ id, policy })).toEqual({ allowed: true });
    await counter.settle({ id, counts: true });
  }
}

describe("a counter of attempts", () => {
  test("lets the limit through and refuses the next, with the seconds until one may come again", async () => {
    const counter = world.counter(newKey());
    await fail(counter, ["a", "b", "c"]);
    const before = Date.now();
    const refused = await counter.begin({ id: "d", policy });
    expect(refused).toMatchObject({ allowed: false, first: true });
    if (refused.allowed) return;
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(15 * 60);
    expect(refused.retryAfterSeconds).toBeGreaterThan(14 * 60);
    expect(refused.until).toBeGreaterThan(before + 14 * minute);
  });

  test("says once that a limit is reached, and does not prolong it by refusing", async () => {
    const counter = world.counter(newKey());
    await fail(counter, ["a", "b", "c"]);
    const refusals = await Promise.all(["d", "e", "f", "g"].map((id) => counter.begin({ id, policy })));
    expect(refusals.filter((one) => !one.allowed && one.first)).toHaveLength(1);
    expect(new Set(refusals.map((one) => (one.allowed ? null : one.until))).size).toBe(1);
  });

  test("counts an attempt from when it begins: of a hundred at once the limit is judged, and the rest wait for it", async () => {
    const counter = world.counter(newKey());
    const ids = Array.from({ length: 100 }, (_, index) => `guess-${index}`);
    const answered: boolean[] = [];
    const all = ids.map(async (id) => {
      const { allowed } = await counter.begin({ id, policy });
      answered.push(allowed);
      if (allowed) await counter.settle({ id, counts: true });
    });
    await Promise.all(all);
    expect(answered.filter((allowed) => allowed)).toHaveLength(3);
  });

  test("refuses nobody while those under way may still be forgiven: a hundred that succeed at once all may", async () => {
    const counter = world.counter(newKey());
    const all = Array.from({ length: 100 }, async (_, index) => {
      const id = `person-${index}`;
      const { allowed } = await counter.begin({ id, policy });
      await counter.settle({ id, counts: false });
      return allowed;
    });
    expect(await Promise.all(all)).not.toContain(false);
  });

  test("counts what is asked twice once, and what is settled twice once", async () => {
    const counter = world.counter(newKey());
    expect(await begin(counter, ["a", "a", "a", "b"])).toEqual([true, true, true, true]);
    await counter.settle({ id: "a", counts: true });
    await counter.settle({ id: "a", counts: true });
    await counter.settle({ id: "nobody", counts: true });
    expect(await begin(counter, ["c"])).toEqual([true]);
  });

  test("remembers when it was evicted, also what was under way", async () => {
    const key = newKey();
    await fail(world.counter(key), ["a", "b"]);
    expect(await begin(world.counter(key), ["c"])).toEqual([true]);
    await world.evictCounter(key);
    await world.counter(key).settle({ id: "c", counts: true });
    expect(await begin(world.counter(key), ["d"])).toEqual([false]);
  });

  test("remembers when workerd was ended", async () => {
    const key = newKey();
    await fail(world.counter(key), ["a", "b", "c"]);
    await world.restart();
    expect(await begin(world.counter(key), ["d"])).toEqual([false]);
  });

  test("forgets everything when it is cleared, and those who wait go on", async () => {
    const counter = world.counter(newKey());
    await fail(counter, ["a", "b"]);
    expect(await begin(counter, ["c"])).toEqual([true]);
    const waiting = begin(counter, ["d"]);
    await counter.clear();
    expect(await waiting).toEqual([true]);
  });

  test("obeys the stricter of two policies from the next attempt on", async () => {
    const counter = world.counter(newKey());
    await fail(counter, ["a", "b"]);
    expect(await begin(counter, ["c"], { ...policy, limit: 2 })).toEqual([false]);
    expect(await begin(counter, ["c"])).toEqual([true]);
  });

  test("lets the next one come when the window has passed, and keeps nothing after that", async () => {
    const key = newKey();
    const counter = world.counter(key);
    const short = { limit: 2, windowMilliseconds: 4_000 };
    for (const id of ["a", "b"]) {
      await counter.begin({ id, policy: short });
      await counter.settle({ id, counts: true });
    }
    const refused = await counter.begin({ id: "c", policy: short });
    if (refused.allowed) throw new Error("The window was too short for this machine");
    expect(await world.counterTables(key)).not.toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, refused.until - Date.now() + 5));
    expect(await begin(counter, ["c"], short)).toEqual([true]);
    await counter.settle({ id: "c", counts: false });
    await expect.poll(() => world.counterTables(key), { timeout: 20_000, interval: 200 }).toEqual([]);
  });
});

import { beforeEach, expect, test, vi } from "vitest";
import { AccessKeys, AccessUnreachable } from "./access-keys.ts";

const key = (kid: string) => ({ kid, kty: "RSA", n: "AQAB", e: "AQAB" });

let time = 0;
let answer: unknown;
let keys: AccessKeys;
const access = vi.fn(async () => {
  if (answer instanceof Error) throw answer;
  return answer;
});

beforeEach(() => {
  time = 1_000_000;
  answer = { keys: [key("k1")] };
  keys = new AccessKeys(() => time);
  access.mockClear();
});

const find = async (kid: string) => (await keys.find(kid, access))?.kid ?? null;

test("a known key is fetched once in five minutes", async () => {
  expect(await find("k1")).toBe("k1");
  time += 299_999;
  expect(await find("k1")).toBe("k1");
  expect(access).toHaveBeenCalledTimes(1);
  time += 2;
  expect(await find("k1")).toBe("k1");
  expect(access).toHaveBeenCalledTimes(2);
});

test("a key that Access has rotated in is found", async () => {
  await find("k1");
  answer = { keys: [key("k2"), key("k1")] };
  time += 5_000;
  expect(await find("k2")).toBe("k2");
  expect(await find("k1")).toBe("k1");
});

test("a key that Access has withdrawn is gone within five minutes", async () => {
  await find("k1");
  answer = { keys: [key("k2")] };
  time += 300_000;
  expect(await find("k1")).toBeNull();
});

test("made-up key ids make it ask at most every five seconds", async () => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    expect(await find(`made-up-${attempt}`)).toBeNull();
    time += 100;
  }
  expect(access.mock.calls.length).toBeLessThanOrEqual(3);
});

test("while Access does not answer, known keys stay good for an hour and no longer", async () => {
  await find("k1");
  answer = new Error("down");
  time += 59 * 60_000;
  expect(await find("k1")).toBe("k1");
  time += 61_000;
  await expect(find("k1")).rejects.toThrow(AccessUnreachable);
});

test("an answer that is no key set is taken as no answer", async () => {
  answer = { error: "?" };
  await expect(find("k1")).rejects.toThrow(AccessUnreachable);
  answer = { keys: [key("k1")] };
  expect(await find("k1")).toBe("k1");
});

test("requests at the same time do not wait for each other", async () => {
  const hanging = keys.find("k1", () => new Promise(() => {}));
  expect(await find("k1")).toBe("k1");
  await expect(Promise.race([hanging, Promise.resolve("still waiting")])).resolves.toBe("still waiting");
});

import { expect, test } from "vitest";
import { VerificationKeys } from "./verification-keys.ts";

const tokenOf = (kid: string) => `${btoa(JSON.stringify({ alg: "ES256", kid })).replace(/=+$/, "")}.e30.x`;

/** A clock and an auth worker whose keys can change and whose calls are counted. */
function setUp() {
  const world = { now: 0, keys: ["k1"], asked: 0 };
  const keys = new VerificationKeys(() => world.now);
  const ask = (kid: string) =>
    keys.forToken(tokenOf(kid), async () => {
      world.asked += 1;
      return { keys: world.keys.map((known) => ({ kid: known })) };
    });
  return { world, ask };
}

test("known keys are fetched once in five minutes", async () => {
  const { world, ask } = setUp();
  await ask("k1");
  world.now = 299_000;
  await ask("k1");
  expect(world.asked).toBe(1);
  world.now = 301_000;
  await ask("k1");
  expect(world.asked).toBe(2);
});

test("a key that appeared since is found", async () => {
  const { world, ask } = setUp();
  await ask("k1");
  world.keys = ["k1", "k2"];
  world.now = 11_000;
  expect(await ask("k2")).toEqual({ keys: [{ kid: "k1" }, { kid: "k2" }] });
});

test("forged key ids have the keys fetched at most every ten seconds", async () => {
  const { world, ask } = setUp();
  for (let index = 0; index < 100; index += 1) await ask(`forged-${index}`);
  expect(world.asked).toBe(1);
});

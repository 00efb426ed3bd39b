import { expect, test } from "vitest";
import { findingAt, search } from "./search.ts";
import { shorten } from "./shortening.ts";
import { busy } from "./variants/climates.ts";
import { leaseVariants } from "./variants/leases.ts";

const parts = leaseVariants[0]?.parts;
if (parts === undefined) throw new Error("There is a broken system to find something in");

const { finding } = await search({ seed: 3, runs: 500, climate: busy, parts });
if (finding === null) throw new Error("There is something to find in a broken system");

test("what was found is found again by its seed and path", async () => {
  const { seed, path } = finding;
  expect(await findingAt({ seed, path, climate: busy, parts })).toEqual(finding);
});

test("the same seed plays the same histories", async () => {
  expect((await search({ seed: 3, runs: 500, climate: busy, parts })).finding).toEqual(finding);
});

test("a finding is told with the fewest scenes that break the same promise", async () => {
  const shortest = await shorten(finding, parts);
  expect(shortest.script.scenes.length).toBeLessThan(finding.script.scenes.length);
  expect(shortest.violations[0]?.property).toBe("revoked");
  // Somebody signs in, asks, is signed out, and asks again.
  expect(shortest.script.scenes.length).toBeLessThanOrEqual(5);
});

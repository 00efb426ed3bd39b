import { expect, test } from "vitest";
import { describeFinding, search } from "./search.ts";
import { anyClimate, ownHostClimate } from "./script-arbitrary.ts";
import { shorten } from "./shortening.ts";
import { soundParts } from "./world.ts";

const seed = 20_261_121;

test.each([
  { what: "whatever befalls them", climate: anyClimate, runs: 2_500 },
  { what: "while a host of the organization's own comes and goes", climate: ownHostClimate, runs: 1_000 },
])(`none of $runs histories breaks a promise, $what (seed ${seed})`, async ({ climate, runs }) => {
  const { played, finding } = await search({ seed, runs, climate, parts: soundParts });
  if (finding !== null) expect.fail(describeFinding(await shorten(finding, soundParts)));
  expect(played).toBe(runs);
});

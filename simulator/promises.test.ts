import { expect, test } from "vitest";
import { describeFinding, search } from "./search.ts";
import { anyClimate } from "./script-arbitrary.ts";
import { shorten } from "./shortening.ts";
import { soundParts } from "./world.ts";

const seed = 20_261_121;
const runs = 2_500;

test(`none of ${runs} histories breaks a promise, whatever befalls them (seed ${seed})`, async () => {
  const { played, finding } = await search({ seed, runs, climate: anyClimate, parts: soundParts });
  if (finding !== null) expect.fail(describeFinding(await shorten(finding, soundParts)));
  expect(played).toBe(runs);
});

import { expect, test } from "vitest";
import { describeFinding, search } from "./search.ts";
import { anyClimate } from "./script-arbitrary.ts";
import { soundParts } from "./world.ts";

const seed = 20_261_121;
const runs = 2_500;

test(`no history of ${runs} with seed ${seed} breaks a promise, whatever befalls it`, async () => {
  const { played, finding } = await search({ seed, runs, climate: anyClimate, parts: soundParts });
  if (finding !== null) expect.fail(describeFinding(finding));
  expect(played).toBe(runs);
});

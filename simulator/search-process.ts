import { search, type SearchResult } from "./search.ts";
import { anyClimate } from "./script-arbitrary.ts";
import { soundParts } from "./world.ts";

/** The histories of one seed, to be played by one process. */
export interface Round {
  readonly seed: number;
  readonly runs: number;
}

/* One process of a search: plays the rounds its parent gives it, one at a time. Should one fail, it ends and says why. */
process.on("message", (round: Round) => void play(round));

async function play(round: Round): Promise<void> {
  const result: SearchResult = await search({ ...round, climate: anyClimate, parts: soundParts });
  process.send?.(result);
}

process.once("disconnect", () => process.exit());
// The terminal interrupts parent and children alike: the parent says what was done, and then ends its children.
process.on("SIGINT", () => {});

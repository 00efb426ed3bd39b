import fc from "fast-check";
import { play } from "./play.ts";
import { scripts, type Climate } from "./script-arbitrary.ts";
import type { Script } from "./script.ts";
import { shorten } from "./shortening.ts";
import type { Violation } from "./violation.ts";
import type { Parts } from "./world.ts";

export interface SearchOptions {
  /** The same seed plays the same histories. A whole number below 2^31. */
  readonly seed: number;
  readonly runs: number;
  readonly climate: Climate;
  readonly parts: Parts;
  /** Where among them to start: the path of an earlier finding plays that one again, first. */
  readonly path?: string;
}

/** A script after which a promise was not kept. */
export interface Finding {
  readonly script: Script;
  readonly violations: readonly Violation[];
  readonly seed: number;
  readonly path: string;
}

export interface SearchResult {
  readonly played: number;
  readonly finding: Finding | null;
}

/** Plays histories until one breaks a promise, and then looks for the shortest script that still does. */
export async function search({ seed, runs, climate, parts, path }: SearchOptions): Promise<SearchResult> {
  let played = 0;
  const property = fc.asyncProperty(scripts(climate), async (script) => {
    played += 1;
    return (await play(script, parts)).violations.length === 0;
  });
  // Scripts are shortened here: fast-check would not know that what follows a scene left out must keep its time.
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    endOnFailure: true,
    ...(path !== undefined && { path }),
  });
  if (!details.failed) return { played, finding: null };
  const { counterexample, counterexamplePath, errorInstance } = details;
  if (counterexample === null || errorInstance !== null) {
    throw new Error(`The simulation itself failed with seed ${seed} at ${counterexamplePath}`, {
      cause: errorInstance,
    });
  }
  const script = await shorten(counterexample[0], parts);
  const { violations } = await play(script, parts);
  return { played, finding: { script, violations, seed, path: counterexamplePath ?? "" } };
}

/** All that is needed to understand a finding and to see it again. */
export function describeFinding({ script, violations, seed, path }: Finding): string {
  const { scenes, ...rest } = script;
  return [
    ...violations.map(({ property, sentence }) => `${property}: ${sentence}.`),
    "",
    `The shortest script that does it, ${JSON.stringify(rest)}:`,
    ...scenes.map(({ after, luck, action }) => `  +${after} ms ${JSON.stringify(action)} (luck ${luck})`),
    "",
    `Again: npm run simulate -- --seed ${seed} --path ${path}`,
  ].join("\n");
}

import * as fc from "fast-check";
import { play } from "./play.ts";
import { scripts, type Climate } from "./script-arbitrary.ts";
import type { Script } from "./script.ts";
import type { Violation } from "./violation.ts";
import type { Parts } from "./world.ts";

export interface SearchOptions {
  /** The same seed plays the same histories. A whole number below 2^31. */
  readonly seed: number;
  readonly runs: number;
  readonly climate: Climate;
  readonly parts: Parts;
  /** The only one that is looked at; without it, all. */
  readonly property?: Violation["property"];
}

/** A script after which a promise was not kept, and where to find it again. */
export interface Finding {
  readonly script: Script;
  readonly violations: readonly Violation[];
  readonly seed: number;
  readonly path: string;
}

export interface SearchResult {
  /** How many histories, the one that was found included. */
  readonly played: number;
  readonly finding: Finding | null;
}

/** Plays histories until one breaks a promise. */
export async function search({ seed, runs, climate, parts, property }: SearchOptions): Promise<SearchResult> {
  let played = 0;
  let found: Pick<Finding, "script" | "violations"> | null = null;
  const holds = fc.asyncProperty(scripts(climate), async (script) => {
    played += 1;
    const { violations } = await play(script, parts);
    const isBroken = violations.some((violation) => property === undefined || violation.property === property);
    if (isBroken) found = { script, violations };
    return !isBroken;
  });
  // It would shorten scripts too, but not know that what follows a scene left out must keep its time: see shortening.ts.
  const details = await fc.check(holds, { seed, numRuns: runs, endOnFailure: true });
  if (!details.failed) return { played, finding: null };
  const { counterexamplePath, errorInstance } = details;
  if (found === null) {
    throw new Error(`A history cannot be played: seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance });
  }
  return { played, finding: { ...(found as Finding), seed, path: counterexamplePath ?? "0" } };
}

/** Plays one history again, by where it was found. With no violations where it breaks nothing (any more). */
export async function findingAt({
  seed,
  path,
  climate,
  parts,
}: Pick<SearchOptions, "seed" | "climate" | "parts"> & { readonly path: string }): Promise<Finding> {
  const found: Finding[] = [];
  const kept = fc.asyncProperty(scripts(climate), async (script) => {
    const { violations } = await play(script, parts);
    found.push({ script, violations, seed, path });
  });
  await fc.assert(kept, { seed, path, numRuns: 1 });
  const [finding] = found;
  if (finding === undefined) throw new Error(`Nothing is at path ${path}`);
  return finding;
}

/** What it takes to understand a finding, and to see it again. */
export function describeFinding({ script, violations, seed, path }: Finding): string {
  const { scenes, ...rest } = script;
  return [
    ...violations.map(({ property, sentence }) => `${property}: ${sentence}.`),
    `The script, ${JSON.stringify(rest)}, has ${scenes.length} scenes:`,
    ...scenes.map(({ after, luck, action }) => `  +${after} ms ${JSON.stringify(action)} (luck ${luck})`),
    `It is a shorter form of the one with seed ${seed} and path ${path}.`,
  ].join("\n");
}

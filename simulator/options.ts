import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { failure, success, type Result } from "../src/result/result.ts";

/** What `npm run simulate` is to do. */
export interface SimulationOptions {
  readonly runs: number;
  readonly seed: number;
  readonly workers: number;
  /** Of the one history to play again, null for a search. */
  readonly path: string | null;
}

export const usage = `npm run simulate -- [options]
  --runs 10000   histories to play
  --seed 1       the same seed plays the same histories; without one, others every time
  --workers 2    processes; without it, as many as there are cores
  --path 17      plays the one history again that was found with this seed and path, and tells it`;

/** Seeds are whole numbers below this. */
export const seeds = 2 ** 31;

/**
 * Reads the command line; the failure is what is wrong with it.
 *
 * @param randomSeed is taken where none is given
 */
export function readOptions(args: readonly string[], randomSeed: number): Result<SimulationOptions, string> {
  const given = parse(args);
  if (typeof given === "string") return failure(given);
  const runs = Number(given.runs ?? 10_000);
  if (!isCount(runs)) return failure("Runs are a whole number above 0.");
  const seed = wholeNumber(given.seed ?? String(randomSeed));
  if (seed === null || seed >= seeds) return failure(`A seed is a whole number below ${seeds}.`);
  const workers = Number(given.workers ?? availableParallelism());
  if (!isCount(workers)) return failure("Workers are a whole number above 0.");
  const path = given.path ?? null;
  if (path !== null && given.seed === undefined) return failure("A path needs the seed that it belongs to.");
  if (path !== null && wholeNumber(path) === null)
    return failure("A path is the number that a finding was printed with.");
  return success({ runs, seed, workers, path });
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { runs: text, seed: text, workers: text, path: text } }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

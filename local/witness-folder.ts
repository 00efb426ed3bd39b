import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readWitnessKey, type WitnessStore } from "../src/audit-chain/witness.ts";

/** The witness's objects as they were downloaded: `<folder>/<chain>/<object>`. */
export function folderWitness(folder: string): WitnessStore {
  const names = new Map<string, Promise<string[]>>();
  const namesOf = (chain: string): Promise<string[]> => {
    const known = names.get(chain) ?? readNames(join(folder, chain));
    names.set(chain, known);
    return known;
  };
  return {
    async list(chain, after, through, limit) {
      const found = (await namesOf(chain)).flatMap((name) => {
        const named = readWitnessKey(`${chain}/${name}`);
        if (named === null || named.sequence <= after || named.sequence > through) return [];
        return [{ ...named, read: () => readFile(join(folder, chain, name), "utf8") }];
      });
      return found.slice(0, limit);
    },
  };
}

/** In order: the names begin with the place, all as long. A chain that has never been signed has no folder. */
async function readNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.toSorted((one, other) => (one < other ? -1 : 1));
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { seed } from "../local/seed.ts";
import { cloneStatePath } from "../local/state-folder.ts";

/** Options of a platform that one test file, or all of one run, has to itself: two runs in one clone do not meet. */
export function ownState(name: string) {
  return { port: 0, state: `test-${name}-${process.pid}`, durable: false, seed } as const;
}

/** Deletes what a stopped platform has kept. */
export async function forgetState({ state }: { readonly state: string }): Promise<void> {
  await rm(join(cloneStatePath(join(import.meta.dirname, "..")), state), { recursive: true, force: true });
}

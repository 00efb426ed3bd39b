import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { askRunner } from "./running-lock.ts";
import { endOrphans } from "./orphans.ts";
import { cloneStatePath } from "./state-folder.ts";
import { say, warn } from "./terminal.ts";

/** Deletes everything that this clone's platforms have kept, tests' included. */
const path = cloneStatePath(join(import.meta.dirname, ".."));
const states = await readdir(path).catch(() => []);
for (const state of states) {
  const runner = await askRunner(join(path, state));
  if (runner === null) continue;
  warn(`Gatehouse is running on port ${runner.port} (process ${runner.pid}). Stop it first.`);
  process.exit(1);
}
for (const state of states) await endOrphans(join(path, state));
await rm(path, { recursive: true, force: true });
say("Everything is gone. `npm start` makes it anew.");

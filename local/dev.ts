import { watch } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "./platform.ts";
import { PlatformRefusal } from "./refusal.ts";
import { runPlatform } from "./run.ts";
import { say, warn } from "./terminal.ts";
import { welcome } from "./welcome.ts";

/** Folders whose changes are built and swapped in; a new migration is applied by the next start. */
const watched = ["src", "durable-objects", "app", "admin", "ui"];

/** Editors and formatters write several times; builds take longer than this anyway. */
const quietMs = 150;

say("Starting Gatehouse. It builds again whenever you save.");
await runPlatform(async (platform) => {
  say(welcome(platform));
  return followChanges(platform);
});

/** Reloads after changes, never two reloads at once. Returns how to stop. */
function followChanges(platform: Platform): () => Promise<void> {
  const ended = new AbortController();
  let changed = false;
  let reloading: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const reload = async (): Promise<void> => {
    while (changed && !ended.signal.aborted) {
      changed = false;
      const startedMs = performance.now();
      try {
        await platform.reload();
        say(`Reloaded in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
      } catch (error) {
        if (ended.signal.aborted) break;
        const built = !(error instanceof PlatformRefusal);
        warn(`${(error as Error).message}\n`);
        warn(built ? "The new Workers do not start." : "Still running what was built before.");
      }
    }
    reloading = null;
  };
  const follow = async (folder: string): Promise<void> => {
    const path = join(import.meta.dirname, "..", folder);
    try {
      for await (const { filename } of watch(path, { recursive: true, signal: ended.signal })) {
        // What builds and generators write themselves would set them off again.
        if (filename === null || /(?:^|\/)(?:dist|node_modules|\.[^/]+)(?:\/|$)/.test(filename)) continue;
        changed = true;
        clearTimeout(timer);
        timer = setTimeout(() => {
          reloading ??= reload();
        }, quietMs);
      }
    } catch (error) {
      if ((error as Error).name !== "AbortError") throw error;
    }
  };
  for (const folder of watched) void follow(folder);
  return async () => {
    ended.abort();
    clearTimeout(timer);
    await reloading;
  };
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPlatform, type Platform } from "../local/platform.ts";
import { databaseRoles } from "../local/secrets.ts";
import { seed } from "../local/seed.ts";
import { cloneStatePath } from "../local/state-folder.ts";

let started: Platform | undefined;

/** Vitest's global setup: one platform for all black-box tests, on a new state and any free port. */
export async function setup(project: TestProject): Promise<void> {
  await rm(join(cloneStatePath(join(import.meta.dirname, "..")), "test"), { recursive: true, force: true });
  started = await startPlatform({ port: 0, state: "test", durable: false, seed, report: (line) => console.info(line) });
  const { port, postgres } = started;
  const databaseUrls = Object.fromEntries(
    [...databaseRoles, "postgres" as const].map((role) => [role, postgres.url(role)]),
  );
  project.provide("platform", { port, databaseUrls });
}

export async function teardown(): Promise<void> {
  await started?.stop();
}

import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPlatform, type Platform } from "../local/platform.ts";
import { databaseRoles } from "../local/secrets.ts";
import { openStateFolder } from "../local/state-folder.ts";
import { forgetState, ownState } from "./own-state.ts";

let started: Platform | undefined;
const options = ownState("shared");

/** Vitest's global setup: one platform for all black-box tests, on a new state and any free port. */
export async function setup(project: TestProject): Promise<void> {
  started = await startPlatform({ ...options, report: (line) => console.info(line) });
  const { port, postgres } = started;
  const databaseUrls = Object.fromEntries(
    [...databaseRoles, "postgres" as const].map((role) => [role, postgres.url(role)]),
  );
  const { private: privateFolder } = await openStateFolder(join(import.meta.dirname, ".."), options.state);
  project.provide("platform", { port, databaseUrls, privateFolder });
}

export async function teardown(): Promise<void> {
  await started?.stop();
  await forgetState(options);
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "../migrations/migrate.ts";
import { connectionUrl, openPostgres } from "./postgres.ts";
import { PlatformRefusal } from "./refusal.ts";
import { askRunner, takeLock } from "./running-lock.ts";
import { openSecrets } from "./secrets.ts";
import type { DatabaseRole } from "./secrets.ts";
import { openStateFolder } from "./state-folder.ts";

/** The database of a state, whether its platform runs or not. */
export interface StateDatabase {
  /** Where the state keeps its secrets. */
  readonly folder: string;
  readonly isRunning: boolean;
  url(role: DatabaseRole): string;
  close(): Promise<void>;
}

/** Finds the database of a running platform; starts that of one that does not run, and keeps it from being started. */
export async function openStateDatabase(root: string, name: string): Promise<StateDatabase> {
  const state = await openStateFolder(root, name);
  const secrets = await openSecrets(state.private);
  if ((await askRunner(state.path)) !== null) {
    const port = await runningPort(state.database);
    return {
      folder: state.private,
      isRunning: true,
      url: (role) => connectionUrl(secrets, role, port),
      close: async () => undefined,
    };
  }
  await using opened = new AsyncDisposableStack();
  const lock = await takeLock(state.path, () => ({ pid: process.pid, port: 0 }));
  if (!lock.ok) throw new PlatformRefusal("Gatehouse is being started from this clone; try again when it runs.");
  opened.defer(lock.release);
  const postgres = await openPostgres({ root, state, secrets, durable: true, report: () => undefined });
  opened.defer(() => postgres.stop());
  await migrate(postgres.url("gatehouse_owner"));
  const everything = opened.move();
  return {
    folder: state.private,
    isRunning: false,
    url: (role) => postgres.url(role),
    close: () => everything.disposeAsync(),
  };
}

/** PostgreSQL notes its port in the fourth line of this file (https://www.postgresql.org/docs/17/storage-file-layout.html). */
async function runningPort(cluster: string): Promise<number> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8")).split("\n");
  const port = Number(lines[3]);
  if (!Number.isInteger(port) || port <= 0) throw new PlatformRefusal("The running platform's database is not up.");
  return port;
}

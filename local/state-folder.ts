import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { chmod, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlatformRefusal } from "./refusal.ts";

/** Where one running platform keeps everything that must survive a restart. */
export interface StateFolder {
  /** Binaries shared by every state of this clone; readable by the database's user. */
  readonly binaries: string;
  /** This state's own folder. */
  readonly path: string;
  /** Keys, passwords, mail, Durable Objects, KV and R2: readable by nobody else. */
  readonly private: string;
  /** The database cluster; belongs to the user PostgreSQL runs as. */
  readonly database: string;
}

/** The folder of this clone; `root` is the clone's own path. One per user, so that root and others never share files. */
export function cloneStatePath(root: string): string {
  const user = process.getuid?.() ?? 0;
  const hash = createHash("sha256")
    .update(`${user}:${realpathSync(root)}`)
    .digest("hex")
    .slice(0, 12);
  // Not below the clone: PostgreSQL runs as another user than root and could not get there from under /root.
  // Not /tmp either, which is emptied at boot.
  return join(existsSync("/var/tmp") ? "/var/tmp" : tmpdir(), `gatehouse-${hash}`);
}

/**
 * Creates the folders of one named state. Refuses a folder that somebody else made, because everybody may
 * write to /var/tmp and whoever owns the folder could read the keys.
 */
export async function openStateFolder(root: string, name: string): Promise<StateFolder> {
  const clone = cloneStatePath(root);
  await createOwned(clone, 0o755);
  const path = join(clone, name);
  await createOwned(path, 0o755);
  const state = {
    binaries: join(clone, "binaries"),
    path,
    private: join(path, "private"),
    database: join(path, "database"),
  };
  await createOwned(state.private, 0o700);
  return state;
}

async function createOwned(path: string, mode: number): Promise<void> {
  await mkdir(path, { mode, recursive: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
    throw new PlatformRefusal(`${path} does not belong to the user running this; remove it and try again.`);
  }
  // mkdir's mode is cut by the umask, and the database's user has to pass through.
  if ((found.mode & 0o777) !== mode) await chmod(path, mode);
}

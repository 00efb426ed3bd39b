import { spawn } from "node:child_process";
import { chown, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseUser } from "./postgres-user.ts";

export interface ClusterOptions {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly binaries: string;
  readonly path: string;
  readonly user: DatabaseUser;
  readonly superuserPassword: string;
  /** False skips waiting for the disk: right for a cluster that may be lost. */
  readonly durable: boolean;
}

/** Creates the cluster unless there is one. It appears under its name only when it is complete. */
export async function createCluster(options: ClusterOptions): Promise<void> {
  if (await stat(options.path).catch(() => null)) return;
  const unfinished = `${options.path}.new`;
  const passwordFile = `${options.path}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, options.superuserPassword, { mode: 0o600 });
  if (options.user !== null) {
    await chown(unfinished, options.user.uid, options.user.gid);
    await chown(passwordFile, options.user.uid, options.user.gid);
  }
  try {
    await initdb(options, [
      `--pgdata=${unfinished}`,
      `--pwfile=${passwordFile}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // PostgreSQL's own locale: the same order on every machine, whatever locales it has.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      ...(options.durable ? [] : ["--no-sync"]),
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, options.path);
}

function initdb(options: ClusterOptions, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(options.binaries, "bin", "initdb"), args, {
      ...options.user,
      // The folder this runs in may be closed to the database's user.
      cwd: "/",
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`PostgreSQL could not create its cluster (exit ${code}):\n${output}`)),
    );
  });
}

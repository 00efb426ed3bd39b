import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseUser } from "./postgres-user.ts";

export interface PostgresProcessOptions {
  readonly binaries: string;
  readonly cluster: string;
  readonly user: DatabaseUser;
  readonly port: number;
  readonly logFile: string;
  /** Server settings. */
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Told when the server ends without having been asked to. */
  readonly onCrash: (how: string) => void;
}

/** One running server. It answers connections by the time it is handed out. */
export interface PostgresProcess {
  readonly pid: number;
  /** Ends every connection, writes everything down and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would: the next start recovers from the log. */
  kill(): Promise<void>;
}

export async function startPostgresProcess(options: PostgresProcessOptions): Promise<PostgresProcess> {
  const child = spawnServer(options);
  let expected = false;
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    child.once("error", () => undefined);
    child.once("exit", (code, signal) => {
      ended = true;
      process.off("exit", endWithUs);
      resolve();
      if (!expected) options.onCrash(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  const endWithUs = (): void => void child.kill("SIGINT");
  process.on("exit", endWithUs);

  const end = async (signals: readonly NodeJS.Signals[]): Promise<void> => {
    expected = true;
    for (const signal of signals) {
      if (ended) return;
      child.kill(signal);
      await Promise.race([exit, waitMs(10_000)]);
    }
  };
  const failure = await ready(options, child, () => ended);
  if (failure !== null) {
    await end(["SIGQUIT", "SIGKILL"]);
    throw new Error(failure);
  }
  return {
    pid: child.pid ?? 0,
    stop: () => end(["SIGINT", "SIGQUIT", "SIGKILL"]),
    kill: () => end(["SIGQUIT", "SIGKILL"]),
  };
}

function spawnServer(options: PostgresProcessOptions): ChildProcess {
  dropMisleadingPidFile(options.cluster);
  const log = openSync(options.logFile, "a", 0o600);
  const settings = {
    ...options.settings,
    port: String(options.port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
  };
  try {
    return spawn(
      join(options.binaries, "bin", "postgres"),
      ["-D", options.cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        ...options.user,
        cwd: options.cluster,
        env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC", ...options.environment },
        stdio: ["ignore", log, log],
        // Ctrl-C in a terminal reaches the whole process group; the server has to outlive the Workers.
        detached: true,
      },
    );
  } finally {
    closeSync(log);
  }
}

/**
 * PostgreSQL recovers by itself from the file a killed server leaves, unless its number belongs to some other
 * process by now: then it believes that process to be a server. Anything else is left alone, because the file
 * also protects the cluster from a second server.
 */
function dropMisleadingPidFile(cluster: string): void {
  const path = join(cluster, "postmaster.pid");
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (!command.split("\0").includes(cluster)) rmSync(path);
  } catch {
    // No such file, no such process, or no /proc: nothing misleads.
  }
}

/** Waits until the server accepts connections. Returns what went wrong, or null. */
async function ready(
  options: PostgresProcessOptions,
  child: ChildProcess,
  ended: () => boolean,
): Promise<string | null> {
  if (child.pid === undefined) {
    const [error] = (await once(child, "error")) as [Error];
    return `PostgreSQL could not be started: ${error.message}`;
  }
  const until = Date.now() + 60_000;
  while (!ended() && Date.now() < until) {
    const status = await readFile(join(options.cluster, "postmaster.pid"), "utf8").catch(() => "");
    const lines = status.split("\n");
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === "ready") return null;
    await waitMs(20);
  }
  const log = await readFile(options.logFile, "utf8").catch(() => "");
  return `PostgreSQL did not start. Its last words:\n${log.trim().split("\n").slice(-5).join("\n")}`;
}

function waitMs(duration: number): Promise<void> {
  return new Promise((done) => setTimeout(done, duration).unref());
}

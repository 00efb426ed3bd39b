import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { installDebianPackage } from "../local/debian-package.ts";
import type { DatabaseUser } from "../local/postgres-user.ts";

export interface PgBouncerOptions {
  /** Created; holds the configuration, and nothing that outlives the process. */
  readonly folder: string;
  /** It refuses to run as root, as PostgreSQL does. */
  readonly user: DatabaseUser;
  readonly port: number;
  /** Connection URLs, as the roles that log in through it; a role has one database. */
  readonly urls: readonly string[];
}

export interface PgBouncer {
  /** The URL that leads where one of the given leads. Everybody on this machine is let in: clients lose no time with passwords. */
  through(url: string): string;
  stop(): Promise<void>;
}

/**
 * A transaction pooler in front of PostgreSQL: the part of Hyperdrive that makes a Worker's connection per request
 * cheap, standing in for it because the local one connects directly.
 */
export async function startPgBouncer({ folder, user, port, urls }: PgBouncerOptions): Promise<PgBouncer> {
  const program = findPgBouncer();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const configuration = join(folder, "pgbouncer.ini");
  await writeFile(configuration, settings(port, urls), { mode: 0o600 });
  if (user !== null) for (const path of [folder, configuration]) await chown(path, user.uid, user.gid);

  const child = spawn(program, ["--quiet", configuration], { ...user, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, "exit");
  const endWithUs = (): void => void child.kill("SIGQUIT");
  process.on("exit", endWithUs);
  const stop = async (): Promise<void> => {
    process.off("exit", endWithUs);
    // SIGQUIT ends it at once; on SIGTERM it would wait for its clients.
    child.kill("SIGQUIT");
    await exit;
  };
  if (!(await answers(port, () => child.exitCode !== null))) {
    await stop();
    throw new Error(`PgBouncer did not start:\n${output.trim()}`);
  }
  return { through: (url) => `postgres://${roleOf(url)}:none@127.0.0.1:${port}/${roleOf(url)}`, stop };
}

/** Every role finds its database under its own name. */
function settings(port: number, urls: readonly string[]): string {
  const databases = urls.map((text) => {
    const { port: behind, username, password, pathname } = new URL(text);
    const database = pathname.slice(1);
    return `${username} = host=127.0.0.1 port=${behind} dbname=${database} user=${username} password=${password}`;
  });
  return `[databases]
${databases.join("\n")}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 2000
server_reset_query =
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
`;
}

function roleOf(url: string): string {
  return new URL(url).username;
}

async function answers(port: number, ended: () => boolean): Promise<boolean> {
  for (const until = Date.now() + 10_000; Date.now() < until && !ended();) {
    const socket = connect(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The installed PgBouncer, else Debian's, which is installed when this runs as root. Throws with what to do. */
function findPgBouncer(): string {
  const places = ["/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"];
  const installed = (): string | undefined => places.find((place) => existsSync(place));
  let found = installed();
  if (found === undefined) {
    installDebianPackage("pgbouncer", "which stands in for Hyperdrive's pool");
    found = installed();
  }
  if (found === undefined) {
    throw new Error("The benchmark needs PgBouncer (https://www.pgbouncer.org): install it and try again.");
  }
  return found;
}

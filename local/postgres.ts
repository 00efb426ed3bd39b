import { readFile, rename } from "node:fs/promises";
import { createServer } from "node:net";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import postgres from "postgres";
import { OWNER_VARIABLE } from "./orphans.ts";
import { installPostgres } from "./postgres-binaries.ts";
import { createCluster } from "./postgres-cluster.ts";
import { startPostgresProcess } from "./postgres-process.ts";
import type { PostgresProcess } from "./postgres-process.ts";
import { databaseUser } from "./postgres-user.ts";
import { databaseRoles } from "./secrets.ts";
import type { DatabaseRole, LocalSecrets } from "./secrets.ts";
import type { StateFolder } from "./state-folder.ts";

export interface PostgresOptions {
  readonly root: string;
  readonly state: StateFolder;
  readonly secrets: LocalSecrets;
  /** False lets the last moments be lost when the machine goes down: for tests. */
  readonly durable: boolean;
  readonly report: (message: string) => void;
}

/** The platform's PostgreSQL. It keeps its port for as long as the platform lives, however often it restarts. */
export interface LocalPostgres {
  readonly port: number;
  /** A connection URL to the database `gatehouse`, as one of its roles or as the superuser. */
  url(role: DatabaseRole | "postgres"): string;
  /** Null while it is stopped. */
  pid(): number | null;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

const database = "gatehouse";

/** How long a server that ended by itself stays away, so that a fault does not become a busy loop. */
const restartDelayMs = 3_000;

/** Starts PostgreSQL on this state and makes sure that the database and its roles are there. */
export async function openPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const { state, secrets } = options;
  const [binaries, user, port] = await Promise.all([
    installPostgres(state.binaries),
    databaseUser(state.database),
    freePort(),
  ]);
  await createCluster({
    binaries,
    user,
    path: state.database,
    superuserPassword: secrets.superuserPassword,
    durable: options.durable,
  });

  const logFile = join(state.private, "postgres.log");
  // One log per run, and the one before it.
  await rename(logFile, join(state.private, "postgres.previous.log")).catch(() => undefined);

  let server: PostgresProcess | null = null;
  let revival: NodeJS.Timeout | undefined;
  // Starting and stopping wait for each other.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const revive = (why: string): void => {
    server = null;
    options.report(`PostgreSQL ${why}; starting it again in ${restartDelayMs / 1000} s.`);
    clearTimeout(revival);
    revival = setTimeout(
      () => void start().catch((error: Error) => revive(`did not come back: ${error.message}`)),
      restartDelayMs,
    );
  };
  const start = (): Promise<void> =>
    inTurn(async () => {
      clearTimeout(revival);
      server ??= await startPostgresProcess({
        binaries,
        user,
        port,
        cluster: state.database,
        logFile,
        environment: { [OWNER_VARIABLE]: state.path },
        settings: settings(options.durable),
        onCrash: (how) => revive(`ended unexpectedly (${how})`),
      });
    });
  const end = (how: "stop" | "kill"): Promise<void> =>
    inTurn(async () => {
      clearTimeout(revival);
      await server?.[how]();
      server = null;
    });

  const local: LocalPostgres = {
    port,
    url: (role) => connectionUrl(secrets, role, port),
    pid: () => server?.pid ?? null,
    start,
    stop: () => end("stop"),
    kill: () => end("kill"),
  };
  await start();
  try {
    await prepareDatabase(options, port);
  } catch (error) {
    await local.stop();
    throw error;
  }
  return local;
}

function settings(durable: boolean): Record<string, string> {
  return {
    max_connections: "500",
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    // Workers open connections all the time, and the passwords are too long to be guessed.
    scram_iterations: "1",
    jit: "off",
    // No replica ever reads this log.
    wal_level: "minimal",
    max_wal_senders: "0",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
}

/** What an administrator does once per cluster in production: roles, their passwords, and the database. */
async function prepareDatabase(options: PostgresOptions, port: number): Promise<void> {
  const bootstrap = await readFile(join(options.root, "migrations", "bootstrap.sql"), "utf8");
  const sql = postgres(connectionUrl(options.secrets, "postgres", port, "postgres"), {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    await sql.unsafe(bootstrap).simple();
    // The passwords hold only letters, digits, `-` and `_`.
    const passwords = databaseRoles.map(
      (role) => `alter role ${role} login password '${options.secrets.rolePasswords[role]}'`,
    );
    await sql.unsafe(passwords.join(";")).simple();
    const existing = await sql`select from pg_database where datname = ${database}`;
    if (existing.length === 0) await sql`create database ${sql(database)} owner gatehouse_owner`;
  } finally {
    await sql.end();
  }
}

export function connectionUrl(
  secrets: LocalSecrets,
  role: DatabaseRole | "postgres",
  port: number,
  name = database,
): string {
  const password = role === "postgres" ? secrets.superuserPassword : secrets.rolePasswords[role];
  return `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
}

/**
 * A port below the range that outgoing connections are given: while PostgreSQL is stopped, a connection to a
 * port of that range can meet itself, and it would keep the port from PostgreSQL.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import type { V4WorkerOptions } from "miniflare";
import { startPlatform, type Platform, type PlatformOptions } from "../local/platform.ts";
import { units } from "../local/units.ts";
import { StatementReader } from "./postgres-statements.ts";

type WatchedWorker = "server" | "auth" | "coordinator" | "admin";

/** A platform of a test's own that tells what its Workers ask of gatekeepers and of Postgres, and can be made to fail. */
export interface WatchedPlatform extends Platform {
  /** Calls that reached gatekeepers since the last time this was asked, by method. */
  calls(): Promise<Readonly<Record<string, number>>>;
  /** From now on gatekeepers throw an error with these properties instead of answering; null ends it. */
  fault(properties: Readonly<Record<string, unknown>> | null): Promise<void>;
  /** From now on the counters of attempts throw instead of answering, or no longer. */
  counterFault(isBroken: boolean): Promise<void>;
  /** From now on gatekeepers take this long to begin with anything. */
  delay(milliseconds: number): Promise<void>;
  /** How often a Worker has spoken to Postgres. */
  spokenToPostgres(worker: WatchedWorker): number;
  /** The texts of the statements Workers have sent to Postgres since the last time this was asked, in order. */
  statements(): Readonly<Record<WatchedWorker, readonly string[]>>;
  /** How many passwords were hashed since the last time this was asked. */
  hashes(): Promise<number>;
  /** The ports of further servers that share everything with the first but memory: one Worker is one isolate. */
  readonly otherServers: readonly number[];
}

export async function startWatchedPlatform(
  options: PlatformOptions & { readonly servers?: number },
): Promise<WatchedPlatform> {
  const { servers = 1, ...rest } = options;
  const watched = watchedWorkers.map((unit) => [units[unit].name, unit] as const);
  const lines: ReadonlyMap<string, Line> = new Map(
    await Promise.all(watched.map(async ([name, unit]) => [name, await openLine(unit)] as const)),
  );
  const others = Array.from({ length: servers - 1 }, (_, index) => `${units.server.name}-${index + 2}`);
  const platform = await startPlatform({
    ...rest,
    adjust: (workers) => {
      const adjusted = workers.map((worker) =>
        throughLine(watchedHashes(watchedCoordinator(worker)), lines.get(worker.name ?? "")),
      );
      const server = adjusted.find(({ name }) => name === units.server.name);
      return [...adjusted, ...others.map((name) => ({ ...server, name }) as V4WorkerOptions)];
    },
  });
  const coordinator = await platform.workers.getWorker(units.coordinator.name);
  const auth = await platform.workers.getWorker(units.auth.name);
  const otherServers = await Promise.all(
    others.map(async (name) => Number((await platform.workers.unsafeGetDirectURL(name)).port)),
  );
  return {
    ...platform,
    otherServers,
    async calls() {
      return (await (await coordinator.fetch("http://watch/calls")).json()) as Record<string, number>;
    },
    async fault(properties) {
      await coordinator.fetch("http://watch/fault", { method: "POST", body: JSON.stringify(properties) });
    },
    async counterFault(isBroken) {
      await coordinator.fetch("http://watch/counter-fault", { method: "POST", body: JSON.stringify(isBroken) });
    },
    async delay(milliseconds) {
      await coordinator.fetch("http://watch/delay", { method: "POST", body: JSON.stringify(milliseconds) });
    },
    spokenToPostgres: (worker) => lines.get(units[worker].name)?.spoken ?? 0,
    statements() {
      const taken = (worker: WatchedWorker) => lines.get(units[worker].name)?.statements.splice(0) ?? [];
      return {
        server: taken("server"),
        auth: taken("auth"),
        coordinator: taken("coordinator"),
        admin: taken("admin"),
      };
    },
    async hashes() {
      return Number(await (await auth.fetch("http://watch/hashes")).text());
    },
    async stop() {
      await platform.stop();
      for (const { server } of lines.values()) server.close();
    },
  };
}

const watchedWorkers = ["server", "auth", "coordinator", "admin"] as const;

/** The real classes, with every method of gatekeepers counted. */
function watchedCoordinator(worker: V4WorkerOptions): V4WorkerOptions {
  if (worker.name !== units.coordinator.name || !("modules" in worker) || !Array.isArray(worker.modules)) return worker;
  const path = join(String(worker.modulesRoot), "watched.mjs");
  return { ...worker, modules: [{ type: "ESModule", path, contents: watch }, ...worker.modules] };
}

const watch = `
import { AttemptCounter as RealCounter, TenantCoordinator as Real } from "./worker.js";
export * from "./worker.js";
let calls = {};
let fault = null;
let delay = 0;
let counterFault = false;
export class AttemptCounter extends RealCounter {
  begin(attempt) {
    if (counterFault) throw new Error("made to fail");
    return super.begin(attempt);
  }
}
export class TenantCoordinator extends Real {}
for (const method of ["admit", "visit", "openSession", "sessionsOf", "revoke", "change", "wake", "announce", "health"]) {
  TenantCoordinator.prototype[method] = async function (argument) {
    calls[method] = (calls[method] ?? 0) + 1;
    if (fault !== null) throw Object.assign(new Error("made to fail"), fault);
    if (delay > 0) await scheduler.wait(delay);
    return Real.prototype[method].call(this, argument);
  };
}
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (request.method === "POST") {
      const value = await request.json();
      if (pathname === "/fault") fault = value;
      else if (pathname === "/counter-fault") counterFault = value;
      else delay = value;
      return new Response(null, { status: 204 });
    }
    const seen = calls;
    calls = {};
    return Response.json(seen);
  },
};`;

/** The real auth worker, with the runtime's password hash counted. */
function watchedHashes(worker: V4WorkerOptions): V4WorkerOptions {
  if (worker.name !== units.auth.name || !("modules" in worker) || !Array.isArray(worker.modules)) return worker;
  const folder = String(worker.modulesRoot);
  const bundle = readFileSync(join(folder, "worker.js"), "utf8");
  const counted = bundle.replaceAll('from "node:crypto"', 'from "./counted-crypto.mjs"');
  const others = worker.modules.filter(({ path }) => path !== join(folder, "worker.js"));
  return {
    ...worker,
    modules: [
      { type: "ESModule", path: join(folder, "watched-auth.mjs"), contents: watchAuth },
      { type: "ESModule", path: join(folder, "worker.js"), contents: counted },
      { type: "ESModule", path: join(folder, "counted-crypto.mjs"), contents: countedCrypto },
      ...others,
    ],
  };
}

const countedCrypto = `
import * as real from "node:crypto";
export * from "node:crypto";
export { default } from "node:crypto";
export const counted = { hashes: 0 };
export function scrypt(...parameters) {
  counted.hashes += 1;
  return real.scrypt(...parameters);
}`;

const watchAuth = `
import { counted } from "./counted-crypto.mjs";
export * from "./worker.js";
export default {
  fetch() {
    const { hashes } = counted;
    counted.hashes = 0;
    return new Response(String(hashes));
  },
};`;

interface Line {
  readonly server: Server;
  readonly statements: string[];
  /** Set when the port of Postgres is known. */
  target: number;
  spoken: number;
}

async function openLine(unit: string): Promise<Line> {
  const server = createServer((client) => {
    const database = connect(line.target, "127.0.0.1");
    const reader = new StatementReader();
    client.on("data", (data) => {
      line.spoken += 1;
      line.statements.push(...reader.read(data));
      database.write(data);
    });
    database.on("data", (data) => client.write(data));
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
  const line: Line = { server, statements: [], target: 0, spoken: 0 };
  await new Promise<void>((resolve, reject) => {
    server.once("error", () => reject(new Error(`No line for ${unit}`)));
    server.listen(0, "127.0.0.1", resolve);
  });
  return line;
}

function throughLine(worker: V4WorkerOptions, line: Line | undefined): V4WorkerOptions {
  const given = "hyperdrives" in worker ? (worker.hyperdrives as Record<string, string> | undefined) : undefined;
  if (line === undefined || given === undefined) return worker;
  const { port } = line.server.address() as AddressInfo;
  const hyperdrives = Object.fromEntries(
    Object.entries(given).map(([binding, address]) => {
      const url = new URL(address);
      line.target = Number(url.port);
      url.port = String(port);
      return [binding, url.href];
    }),
  );
  return { ...worker, hyperdrives };
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { V4WorkerOptions } from "miniflare";
import { built } from "../../local/builds.ts";
import { units } from "../../local/units.ts";
import { runTool } from "../../local/tools.ts";

/** Where the peers' database is and what they sign cookies with. */
export interface PeerBindings {
  /** PostgreSQL itself. */
  readonly directUrl: string;
  /** PostgreSQL behind its pooler. */
  readonly pooledUrl: string;
  readonly secret: string;
}

export const benchWorkers = [
  "bare",
  "bare-rpc",
  "counter",
  "better-auth-shipped",
  "better-auth-tuned",
  "better-auth-hoisted",
  "opener",
] as const;

type BenchWorker = (typeof benchWorkers)[number];

export type BenchScripts = Readonly<Record<BenchWorker, string>>;

/** The name under which Miniflare knows a Worker of the benchmark. */
export function benchWorkerName(worker: BenchWorker): string {
  return `bench-${worker}`;
}

/** Bundles the Workers as wrangler would deploy them. Returns the path of each script. */
export async function buildBenchWorkers(root: string): Promise<BenchScripts> {
  const wrangler = join(root, "node_modules", "wrangler", "bin", "wrangler.js");
  const config = "bench/workers/wrangler.toml";
  const folder = await built(root, {
    name: "bench",
    inputs: ["bench/**/*.{ts,toml}", "src/authorization/*.ts", "package-lock.json", "tsconfig*.json"],
    async make(target) {
      for (const worker of benchWorkers) {
        const script = `bench/workers/${worker}.ts`;
        const out = join(target, worker);
        await runTool(root, [wrangler, "deploy", script, "--dry-run", "--outdir", out, "-c", config], {
          WRANGLER_SEND_METRICS: "false",
          WRANGLER_HIDE_BANNER: "true",
          WRANGLER_LOG_PATH: join(root, ".gatehouse", "logs"),
        });
      }
    },
  });
  const scripts = benchWorkers.map(async (worker) => {
    const script = (await readdir(join(folder, worker))).find((file) => file.endsWith(".js"));
    if (script === undefined) throw new Error(`wrangler has made no script of ${worker}`);
    return [worker, join(folder, worker, script)] as const;
  });
  return Object.fromEntries(await Promise.all(scripts)) as unknown as BenchScripts;
}

type DurableObjects = NonNullable<V4WorkerOptions["durableObjects"]>;

/** Objects that are not evicted after ten idle seconds: their tenants only seem idle while others have their turn. */
export function keptAwake(objects: DurableObjects): DurableObjects {
  const entries = Object.entries(objects).map(([binding, object]) => {
    const designator = typeof object === "string" ? { className: object } : object;
    return [binding, { ...designator, unsafePreventEviction: true }] as const;
  });
  return Object.fromEntries(entries);
}

/** The Workers that are compared with Gatehouse. */
export function peerWorkers(scripts: BenchScripts, peers: PeerBindings): V4WorkerOptions[] {
  const peer = (name: BenchWorker, url: string) =>
    workerOptions(scripts, name, { hyperdrives: { DB: `${url}?sslmode=disable` }, bindings: { SECRET: peers.secret } });
  const counter = { className: "Counter", scriptName: benchWorkerName("counter") };
  return [
    workerOptions(scripts, "bare", {}),
    workerOptions(scripts, "bare-rpc", { durableObjects: { COUNTER: counter } }),
    workerOptions(scripts, "counter", {
      durableObjects: keptAwake({ COUNTER: { className: "Counter", useSQLite: true } }),
      unsafeDirectSockets: [],
    }),
    peer("better-auth-shipped", peers.directUrl),
    peer("better-auth-tuned", peers.pooledUrl),
    peer("better-auth-hoisted", peers.pooledUrl),
  ];
}

/** The Worker that opens a Gatehouse's sessions. */
export function openerWorker(scripts: BenchScripts): V4WorkerOptions {
  const coordinator = { className: "TenantCoordinator", scriptName: units.coordinator.name };
  return workerOptions(scripts, "opener", { durableObjects: { COORDINATOR: coordinator } });
}

function workerOptions(scripts: BenchScripts, name: BenchWorker, more: Partial<V4WorkerOptions>): V4WorkerOptions {
  return {
    name: benchWorkerName(name),
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["nodejs_compat"],
    modules: [{ type: "ESModule", path: scripts[name] }],
    modulesRoot: join(scripts[name], ".."),
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    ...more,
  } as V4WorkerOptions;
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { V4WorkerOptions } from "miniflare";
import { built } from "../../local/builds.ts";
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

/** The Workers of the benchmark, to run in the same workerd as Gatehouse's own. */
export function benchWorkerOptions(scripts: BenchScripts, peers: PeerBindings): V4WorkerOptions[] {
  const worker = (name: BenchWorker, more: Partial<V4WorkerOptions>) =>
    ({
      name: benchWorkerName(name),
      compatibilityDate: "2026-11-01",
      compatibilityFlags: ["nodejs_compat"],
      modules: [{ type: "ESModule", path: scripts[name] }],
      modulesRoot: join(scripts[name], ".."),
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      ...more,
    }) as V4WorkerOptions;
  const peer = (name: BenchWorker, url: string) =>
    worker(name, { hyperdrives: { DB: `${url}?sslmode=disable` }, bindings: { SECRET: peers.secret } });
  const counter = { className: "Counter", scriptName: benchWorkerName("counter") };
  return [
    worker("bare", {}),
    worker("bare-rpc", { durableObjects: { COUNTER: counter } }),
    worker("counter", {
      durableObjects: { COUNTER: { className: "Counter", useSQLite: true } },
      unsafeDirectSockets: [],
    }),
    peer("better-auth-shipped", peers.directUrl),
    peer("better-auth-tuned", peers.pooledUrl),
    peer("better-auth-hoisted", peers.pooledUrl),
  ];
}

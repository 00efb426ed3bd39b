import { mkdir, readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { built } from "./builds.ts";
import type { Build } from "./builds.ts";
import { importedFiles } from "./imports.ts";
import { runTool } from "./tools.ts";
import { unitNames, units } from "./units.ts";
import type { UnitName } from "./units.ts";

/** Everything the Workers are made of, ready to run. */
export interface Bundles {
  /** What wrangler makes of each wrangler file; the shape is Miniflare's. */
  readonly options: Readonly<Record<UnitName, Readonly<Record<string, unknown>>>>;
  /** The modules of each unit that has a script, the main one first. */
  readonly scripts: Readonly<Partial<Record<UnitName, BundledScript>>>;
  /** The folders of the built apps. */
  readonly assets: { readonly app: string; readonly admin: string };
}

interface BundledScript {
  readonly folder: string;
  readonly modules: readonly { readonly type: "ESModule" | "Text" | "Data" | "CompiledWasm"; readonly path: string }[];
}

const scripted = unitNames.filter((unit) => units[unit].script);

/** Builds whatever has changed since the last time, two things at once. `root` is the clone. */
export async function buildBundles(root: string): Promise<Bundles> {
  // wrangler refuses a configuration whose folder of assets is missing, even to bundle the script beside it.
  await Promise.all(["app", "admin"].map((app) => mkdir(join(root, app, "dist"), { recursive: true })));
  const workers = await built(root, workersBuild(root));
  const [app, admin] = await Promise.all([builtApp(root, "app"), builtApp(root, "admin")]);
  return {
    options: JSON.parse(await readFile(join(workers, "options.json"), "utf8")) as Bundles["options"],
    scripts: Object.fromEntries(
      await Promise.all(scripted.map(async (unit) => [unit, await bundledScript(join(workers, unit))] as const)),
    ),
    assets: { app, admin },
  };
}

/** wrangler leaves one bundle, and beside it what the bundle imports without being code. */
async function bundledScript(folder: string): Promise<BundledScript> {
  const files = await readdir(folder);
  const others = files.filter((file) => file !== "worker.js" && extname(file) in moduleTypes);
  const modules = ["worker.js", ...others].map((file) => ({
    type: moduleTypes[extname(file)] ?? "ESModule",
    path: join(folder, file),
  }));
  return { folder, modules };
}

/** wrangler's default module rules. */
const moduleTypes: Readonly<Record<string, BundledScript["modules"][number]["type"]>> = {
  ".js": "ESModule",
  ".mjs": "ESModule",
  ".txt": "Text",
  ".html": "Text",
  ".sql": "Text",
  ".bin": "Data",
  ".wasm": "CompiledWasm",
};

function workersBuild(root: string): Build {
  const wrangler = join(root, "node_modules", "wrangler", "bin", "wrangler.js");
  return {
    name: "workers",
    inputs: [
      "src/**",
      "durable-objects/**",
      "wrangler.toml",
      "app/wrangler.toml",
      "package-lock.json",
      "tsconfig*.json",
    ],
    async make(folder) {
      await inPairs([
        ...scripted.map((unit) => () => {
          const out = join(folder, unit);
          return runTool(
            root,
            [wrangler, "deploy", "--dry-run", "--outdir", out, "-c", units[unit].config],
            quiet(root),
          );
        }),
        () => {
          const script = join(import.meta.dirname, "wrangler-options.ts");
          return runTool(root, [script, join(folder, "options.json")], { ...quiet(root), ...placeholders });
        },
      ]);
    },
  };
}

/** wrangler refuses to read a Hyperdrive binding without an address; the real one is only known later. */
const placeholders = { CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_DB: "postgres://later:later@127.0.0.1:1/later" };

/** Keeps wrangler from calling home and from writing outside the clone. */
function quiet(root: string): Record<string, string> {
  return {
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: join(root, ".gatehouse", "logs"),
    NO_COLOR: "1",
  };
}

async function builtApp(root: string, app: "app" | "admin"): Promise<string> {
  const config = join(app, "vite.config.ts");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  // Of the server an app imports a few contracts; building it for every change there would double a reload.
  const imported = await importedFiles(root, [`${app}/src/**/*.{ts,tsx}`]);
  return built(root, {
    name: app,
    inputs: [`${app}/**`, "ui/**", "vite.app.ts", "package-lock.json", "tsconfig*.json", ...imported],
    make: (folder) => runTool(root, [vite, "build", "-c", config, "--outDir", folder, "--emptyOutDir"]),
  });
}

async function inPairs(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = tasks.values();
  const worker = async (): Promise<void> => {
    for (const task of queue) await task();
  };
  await Promise.all([worker(), worker()]);
}

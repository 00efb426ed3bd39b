/**
 * The first thing every npm script runs: it makes sure that what package-lock.json lists is installed, then
 * runs `local/<task>.ts` on the Node that was installed with it. It works on Node 20 with nothing installed,
 * hence JavaScript and no packages.
 *
 *     node local/bootstrap.mjs <task> [arguments]
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const executables = join(root, "node_modules", ".bin");
const node = join(executables, "node");
const [task, ...rest] = process.argv.slice(2);
const script = join(root, "local", `${task}.ts`);

if (task === undefined || !/^[a-z-]+$/.test(task) || !existsSync(script)) fail(`There is no task ${task ?? "given"}.`);
install();
run();

function install() {
  if (!isInstalled()) {
    console.info("Installing the dependencies.");
    // `npm ci` refuses a lock file that lacks an optional package of some other system, which registries that
    // mirror only a part of npm make npm write. Installing what the lock file lists is then still right.
    const done = npm("ignore", "ci") || npm("inherit", "install", "--no-save");
    if (!done) fail("npm could not install the dependencies.");
  }
  // npm may have been told to run no install scripts, and this package is nothing without its own.
  if (!isOurNode()) npm("inherit", "rebuild", "node", "--ignore-scripts=false");
  if (!isOurNode()) fail("The npm package `node` did not install. Run `npm rebuild node` to see why.");
}

/** Compares the lock file with the one npm leaves in node_modules when it is done, so that any install by hand counts. */
function isInstalled() {
  const [wanted, found] = ["package-lock.json", join("node_modules", ".package-lock.json")].map(readPackages);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    return path === "" || found[path]?.version === version || (optional && found[path] === undefined);
  });
}

function readPackages(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/** Whether the Node of the packages is there and is the version they ask for. */
function isOurNode() {
  const description = join(root, "node_modules", "node", "package.json");
  if (!existsSync(description)) return false;
  const { version } = JSON.parse(readFileSync(description, "utf8"));
  return spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${version}`;
}

function npm(output, ...args) {
  // `npm_execpath` is the npm that runs this script; without one, the machine's.
  const own = process.env.npm_execpath;
  const command = own?.endsWith(".js") ? [process.execPath, own] : ["npm"];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  return spawnSync(command[0], [...command.slice(1), ...args, ...quiet], { cwd: root, stdio: output }).status === 0;
}

function run() {
  const child = spawn(node, [script, ...rest], {
    cwd: root,
    env: { ...process.env, PATH: `${executables}${delimiter}${process.env.PATH ?? ""}` },
    // Through the fourth channel the child notices when this process is gone, whatever killed it.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    // What runs for long gets Ctrl-C from us alone, not from the terminal as well: it then ends its own
    // processes in order, instead of all of them falling over at once.
    detached: task === "start" || task === "dev",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // Killing npm tells nobody. Its scripts begin with `exec`, so our parent is npm itself and not a shell.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event !== undefined) setInterval(orphaned, 500).unref();
  child.once("error", (error) => fail(error.message));
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

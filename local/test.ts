import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.ts";

/*
 * `npm test`: every test there is, on a real PostgreSQL, real Workers and a real browser. Arguments go to Vitest:
 * `npm test -- tests/hosts.test.ts` runs one file.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const results = `${root}.gatehouse/test-results.json`;

const environment = { ...process.env, CHROMIUM: findChromium(), FORCE_COLOR: process.stdout.isTTY ? "1" : "0" };
await mkdir(`${root}.gatehouse`, { recursive: true });
await rm(results, { force: true });

const vitest = spawn(
  "vitest",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`, ...process.argv.slice(2)],
  { cwd: root, env: environment, stdio: "inherit" },
);
// The terminal sends its signals to the whole group: Vitest stops what it started, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => vitest.kill(signal));

const code = await new Promise<number>((resolve) => {
  vitest.on("exit", (status) => resolve(status ?? 1));
});
const report: unknown = JSON.parse(await readFile(results, "utf8").catch(() => "{}"));
const { numPassedTests = 0, numFailedTests = 0 } = report as { numPassedTests?: number; numFailedTests?: number };
console.info(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(code === 0 && numPassedTests === 0 ? 1 : code);

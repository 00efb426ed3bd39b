import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.ts";

/*
 * `npm test`: every test there is, on a real PostgreSQL, real Workers and a real browser. Arguments go to Vitest:
 * `npm test -- tests/hosts.test.ts` runs one file.
 *
 * All of them run in two lanes side by side, because most of what the platform's and the gatekeeper's tests do is wait
 * for what they have started, and each of them takes its files one after the other.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const own = process.argv.slice(2);
const lanes =
  own.length > 0 ? [own] : [["--project=platform"], ["--project=gatekeeper", "--project=walls", "--project=unit"]];

interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const environment = { ...process.env, CHROMIUM: findChromium(), FORCE_COLOR: process.stdout.isTTY ? "1" : "0" };
await mkdir(`${root}.gatehouse`, { recursive: true });
const ended = await Promise.all(lanes.map(run));
const reports = ended.map(({ report }) => report);
for (const failed of reports.flatMap(failures)) console.info(`failed: ${failed}`);
const passed = sum(reports.map(({ numPassedTests = 0 }) => numPassedTests));
console.info(`${passed} passed, ${sum(reports.map(({ numFailedTests = 0 }) => numFailedTests))} failed`);
process.exit(ended.find(({ code }) => code !== 0)?.code ?? (passed === 0 ? 1 : 0));

/** Runs Vitest to its end. Alone it has the terminal to itself; otherwise each of its lines is written whole. */
async function run(
  lane: readonly string[],
  index: number,
): Promise<{ readonly code: number; readonly report: Report }> {
  const results = `${root}.gatehouse/test-results-${index + 1}.json`;
  await rm(results, { force: true });
  const vitest = spawn(
    "vitest",
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`, ...lane],
    {
      cwd: root,
      env: environment,
      stdio: lanes.length === 1 ? "inherit" : ["ignore", "pipe", "pipe"],
    },
  );
  // The terminal sends its signals to the whole group: Vitest stops what it started, and this waits for it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => vitest.kill(signal));
  const code = new Promise<number>((resolve) => {
    vitest.on("exit", (status) => resolve(status ?? 1));
  });
  await Promise.all([vitest.stdout, vitest.stderr].map(passOn));
  return { code: await code, report: JSON.parse(await readFile(results, "utf8").catch(() => "{}")) as Report };
}

async function passOn(output: Readable | null): Promise<void> {
  if (output === null) return;
  for await (const line of createInterface({ input: output })) console.info(line);
}

/** What has failed, by file and name. */
function failures({ testResults = [] }: Report): readonly string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `${name.replace(root, "")} > ${fullName}`),
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { root } from "./gatehouse.ts";
import { startLoadGenerator } from "./load.ts";
import { machineFacts } from "./machine.ts";
import { measureAll } from "./measurement.ts";
import { readOptions, usage, type BenchOptions } from "./options.ts";
import { invitePeople } from "./people.ts";
import { measuredRatios } from "./ratios.ts";
import { reportText, type BenchReport } from "./report.ts";
import { gatherCrowd, pagesPerPerson } from "./crowd.ts";
import { revokeAll, type RevocationReport } from "./revocation.ts";
import { openStage } from "./stage.ts";

/**
 * `npm run bench`: starts everything that is measured, lets each subject have its turns, revokes sessions while they
 * are in use, and says what came out. Returns the exit code: 1 when a revoked session was admitted.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options.ok) {
    console.error(`${options.failure}\n\n${usage}`);
    return 2;
  }
  const interrupted = interruption();
  const report = await run(options.value, interrupted).catch((error: unknown) => {
    // By now everything has been stopped, and what broke on the way is no news.
    if (interrupted.aborted) return null;
    throw error;
  });
  if (report === null) return 130;
  console.info(`\n${reportText(report)}`);
  console.info(`\n${relative(root, await written(report))}`);
  const broken = Object.values(report.revocations).some(({ admittedAfterwards }) => admittedAfterwards > 0);
  if (broken) console.error("A session was admitted after its revocation had been acknowledged.");
  return broken ? 1 : 0;
}

/** Aborted when the process is told to end; after a while it ends whatever has not stopped by then. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    setTimeout(() => process.exit(130), 15_000).unref();
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, stop);
  return controller.signal;
}

async function run(options: BenchOptions, interrupted: AbortSignal): Promise<BenchReport> {
  const startedAt = new Date();
  const machine = machineFacts(root);
  const people = invitePeople(
    Math.max(...options.tenants),
    options.revocations,
    Math.ceil(options.pages / pagesPerPerson),
    startedAt,
  );
  say(`starting two Gatehouses and their peers, and signing ${people.all.length} people in`);
  await using opened = new AsyncDisposableStack();
  const stage = await openStage(people, interrupted);
  opened.defer(() => stage.stop());
  const generator = startLoadGenerator();
  opened.defer(() => generator.stop());
  interrupted.throwIfAborted();
  interrupted.addEventListener("abort", () => void generator.stop());

  const subjects = stage.subjects.filter(({ name }) => options.subjects.includes(name));
  const cells = await measureAll(generator, subjects, people, options, say);
  const revocations: Record<string, RevocationReport> = {};
  for (const mode of ["strict", "leased"] as const) {
    if (options.revocations === 0) break;
    say(`revoking ${options.revocations} sessions, ${mode}`);
    revocations[mode] = await revokeAll(mode, stage[mode], people.leavers, interrupted);
  }
  let crowd = null;
  // Last, because it signs everybody out.
  if (options.pages > 0) {
    say(`opening ${options.pages} pages`);
    crowd = await gatherCrowd(stage.strict, people.watchers, options.pages, interrupted);
  }
  say("stopping");
  const ratios = measuredRatios(cells);
  return { startedAt: startedAt.toISOString(), machine, options, cells, ratios, revocations, crowd };
}

async function written(report: BenchReport): Promise<string> {
  const folder = join(root, "bench", "results");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.startedAt.slice(0, 19).replaceAll(":", "-")}.json`);
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

/** One line that is overwritten in a terminal, and none in a log. */
function say(progress: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${progress} …`);
}

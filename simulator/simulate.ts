import { randomInt } from "node:crypto";
import { accountOf } from "./account.ts";
import { readOptions, seeds, usage, type SimulationOptions } from "./options.ts";
import { play } from "./play.ts";
import { searchInProcesses } from "./processes.ts";
import type { Round } from "./search-process.ts";
import { describeFinding, findingAt } from "./search.ts";
import { anyClimate } from "./script-arbitrary.ts";
import { shorten } from "./shortening.ts";
import { soundParts, start } from "./world.ts";

/**
 * `npm run simulate`: plays histories on all cores until one breaks a promise. Returns the exit code: 1 for a broken
 * promise, 2 for bad options, 130 when it was interrupted.
 */
export async function simulate(args: readonly string[]): Promise<number> {
  const options = readOptions(args, randomInt(seeds));
  if (!options.ok) {
    console.error(`${options.failure}\n\n${usage}`);
    return 2;
  }
  const { seed, path } = options.value;
  return path === null ? lookFor(options.value) : tell(seed, path);
}

async function lookFor({ runs, seed, workers }: SimulationOptions): Promise<number> {
  const all = counted(runs);
  console.info(`Looking for a broken promise in ${all} (seed ${seed}, processes: ${workers}).`);
  const progress = new Progress(runs);
  const interrupted = interruption();
  const finding = await searchInProcesses(
    roundsOf(seed, runs),
    workers,
    (histories) => progress.add(histories),
    interrupted,
  ).finally(() => progress.end());
  if (finding !== null) {
    console.error(`A promise was broken after ${counted(progress.played)}.`);
    console.error(describeFinding(await shorten(finding, soundParts)));
    console.error(`To see all of it: npm run simulate -- --seed ${finding.seed} --path ${finding.path}`);
    return 1;
  }
  if (interrupted.aborted) {
    console.info(`Interrupted after ${counted(progress.played)} of ${runs}: no promise was broken (seed ${seed}).`);
    return 130;
  }
  console.info(`${counted(progress.played)} in ${progress.seconds.toFixed(0)} s: no promise was broken.`);
  return 0;
}

/** Plays one history again, in its shortest form where it breaks a promise. */
async function tell(seed: number, path: string): Promise<number> {
  const again = await findingAt({ seed, path, climate: anyClimate, parts: soundParts });
  const isBroken = again.violations.length > 0;
  const finding = isBroken ? await shorten(again, soundParts) : again;
  const { history } = await play(finding.script, soundParts);
  console.info(describeFinding(finding));
  console.info(`\nWhat happened, in milliseconds after ${start}:`);
  for (const line of accountOf(history, start)) console.info(line);
  console.info(isBroken ? "" : "\nNo promise was broken.");
  return isBroken ? 1 : 0;
}

/** Each has a seed of its own, so that it matters to none how many processes there are. */
function* roundsOf(seed: number, runs: number): Generator<Round, void> {
  for (let begun = 0, round = 0; begun < runs; begun += historiesPerRound, round += 1) {
    yield { seed: (seed + round) % seeds, runs: Math.min(historiesPerRound, runs - begun) };
  }
}

const historiesPerRound = 100;

/** Says now and then how far it is: on a terminal in one line, elsewhere seldom. */
class Progress {
  played = 0;
  readonly #runs: number;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(runs: number) {
    this.#runs = runs;
    this.#timer = setInterval(() => this.#say(), process.stdout.isTTY ? 500 : 10_000);
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  add(histories: number): void {
    this.played += histories;
  }

  end(): void {
    clearInterval(this.#timer);
    if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
  }

  #say(): void {
    const rate = Math.round(this.played / this.seconds);
    const text = `${this.played} of ${this.#runs} histories, ${rate} a second`;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }
}

function counted(histories: number): string {
  return histories === 1 ? "1 history" : `${histories} histories`;
}

/** Aborted when the process is told to end. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, () => controller.abort());
  return controller.signal;
}

import { Clock, type ClockFaults } from "./clock.ts";
import { Database } from "./database.ts";
import { Dice } from "./dice.ts";
import { Isolate, soundDesk, type DeskMaker, type RequestContext } from "./isolate.ts";
import { Network } from "./network.ts";
import { ObjectHost, soundKeeper, type KeeperParts } from "./object-host.ts";
import { Postgres } from "./postgres.ts";
import { Recorder } from "./recorder.ts";
import { members, type Script } from "./script.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What the system under simulation is made of. */
export interface Parts {
  readonly keeper: KeeperParts;
  readonly desk: DeskMaker;
}

export const soundParts: Parts = { keeper: soundKeeper, desk: soundDesk };

/** In January 2027, and round: the last digits of every time in a history say how long it has been going on. */
export const start = 1_800_000_000_000;

/** Two machines are at most a minute apart. */
const clockOffsetMilliseconds = 25_000;

const fairWeather = { loss: 0, delay: 0.01 };

/** One gatekeeper with all that surrounds it. */
export class World {
  readonly time = new VirtualTime(start);
  readonly dice: Dice;
  readonly postgres: Postgres;
  readonly host: ObjectHost;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly script: Pick<Script, "leases">;
  readonly #parts: Parts;
  readonly #clockFaults: ClockFaults;
  readonly #isolates: Isolate[];
  /** While one side is being restored, nothing is lost. */
  isRepairing = false;
  wasRestored = false;
  /** The highest version Postgres knew of when storage was lost last. */
  lostAtVersion = 0;
  restoreRecord: (() => void) | null = null;

  constructor(script: Pick<Script, "seed" | "leases" | "isolates" | "drift">, parts: Parts) {
    const { time } = this;
    this.script = script;
    this.#parts = parts;
    this.#clockFaults = { offset: clockOffsetMilliseconds, drift: script.drift };
    this.dice = new Dice(script.seed);
    this.recorder = new Recorder(time);
    this.postgres = new Postgres(new Database(members), time);
    this.host = new ObjectHost({
      time,
      dice: this.dice,
      postgres: this.postgres,
      leases: script.leases,
      clockFaults: this.#clockFaults,
      parts: parts.keeper,
    });
    this.network = new Network(time, this.host, fairWeather);
    this.#isolates = Array.from({ length: script.isolates }, (_, place) => this.#newIsolate(place));
  }

  isolate(number: number): Isolate {
    const isolate = this.#isolates[number % this.#isolates.length];
    if (isolate === undefined) throw new Error("A world has an isolate");
    return isolate;
  }

  restartIsolate(number: number): void {
    const place = number % this.#isolates.length;
    this.#isolates[place]?.die();
    this.#isolates[place] = this.#newIsolate(place);
  }

  /** A client's request to an isolate and its answer; never resolves when the isolate dies, or the client leaves. */
  async visit<Answer>(
    isolate: number,
    dice: Dice,
    work: (context: RequestContext) => Promise<Answer>,
    patience: number | null = null,
  ): Promise<Answer> {
    await this.time.wait(dice.usually(0.2, 15));
    const context = this.isolate(isolate).open(dice);
    if (patience !== null) this.time.after(patience, () => context.cancel());
    const answer = await context.life.guard(work(context));
    await context.life.wait(dice.usually(0.2, 15));
    context.cancel();
    return answer;
  }

  /** The clock of a machine that belongs to none of the isolates, such as the one that signs people in. */
  newClock(): Clock {
    return new Clock(this.time, this.dice, this.#clockFaults);
  }

  clearSkies(): void {
    this.network.weather = fairWeather;
  }

  #newIsolate(place: number): Isolate {
    const { time, network, dice } = this;
    const tools = { time, network, dice, desk: this.#parts.desk, clockFaults: this.#clockFaults };
    return new Isolate(tools, place % 2 === 0 ? "near" : "far");
  }
}

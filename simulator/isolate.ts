import { AdmissionDesk, type Asker, type Decision } from "../src/gatekeeper/admission-desk.ts";
import { askGatekeeper, tellGatekeeper } from "../src/gatekeeper/attempts.ts";
import type { Credential, Gatekeeper, Unanswered } from "../src/gatekeeper/contract.ts";
import { Clock, type ClockFaults } from "./clock.ts";
import { organizationId } from "./database.ts";
import type { Dice } from "./dice.ts";
import { Life } from "./life.ts";
import type { Network } from "./network.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What an isolate is made of: variants/ have something broken in its place. */
export type DeskMaker = (now: () => number) => Pick<AdmissionDesk, "admit">;

export const soundDesk: DeskMaker = (now) => new AdmissionDesk(now);

/** One isolate of the server, with its memory and its clock. */
export class Isolate {
  readonly clock: Clock;
  readonly side: "near" | "far";
  readonly #time: VirtualTime;
  readonly #network: Network;
  readonly #desk: Pick<AdmissionDesk, "admit">;
  readonly #life: Life;

  constructor(
    tools: { time: VirtualTime; network: Network; dice: Dice; desk: DeskMaker; clockFaults: ClockFaults },
    side: "near" | "far",
  ) {
    this.#time = tools.time;
    this.#network = tools.network;
    this.#life = new Life(tools.time);
    this.clock = new Clock(tools.time, tools.dice, tools.clockFaults);
    this.#desk = tools.desk(() => this.clock.now());
    this.side = side;
  }

  die(): void {
    this.#life.end();
  }

  open(dice: Dice): RequestContext {
    const life = new Life(this.#time);
    this.#life.onEnd(() => life.end());
    return new RequestContext(this.#desk, this.#network, this.clock, life, this.side, dice);
  }
}

/** One request in an isolate: what it waits for goes with it, unless it has been anchored. */
export class RequestContext {
  readonly life: Life;
  readonly clock: Clock;
  readonly #desk: Pick<AdmissionDesk, "admit">;
  readonly #network: Network;
  readonly #side: "near" | "far";
  readonly #dice: Dice;
  #anchors = 0;
  #isCancelled = false;

  constructor(
    desk: Pick<AdmissionDesk, "admit">,
    network: Network,
    clock: Clock,
    life: Life,
    side: "near" | "far",
    dice: Dice,
  ) {
    this.#desk = desk;
    this.#network = network;
    this.clock = clock;
    this.life = life;
    this.#side = side;
    this.#dice = dice;
  }

  /** Its client has gone, or it has answered. */
  cancel(): void {
    this.#isCancelled = true;
    if (this.#anchors === 0) this.life.end();
  }

  admit(credential: Credential, hostname: string): Promise<Decision | Unanswered> {
    return this.#desk.admit({ organizationId, hostname }, credential, this.#asker());
  }

  /** As src/gatekeeper/attempts.ts does it: what bears it is asked twice. */
  ask<Answer extends object | void>(
    question: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return this.life.guard(askGatekeeper(() => this.#stub(), question));
  }

  tell<Answer extends object | void>(
    command: (gatekeeper: Gatekeeper) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    return this.life.guard(tellGatekeeper(() => this.#stub(), command));
  }

  #asker(): Asker {
    return {
      ask: (batch) => this.ask((gatekeeper) => gatekeeper.admit(batch)),
      wait: (milliseconds) => this.life.wait(this.clock.timer(milliseconds)),
      anchor: (work) => {
        this.#anchors += 1;
        const over = (): void => {
          this.#anchors -= 1;
          if (this.#isCancelled && this.#anchors === 0) this.life.end();
        };
        work.then(over, over);
      },
    };
  }

  /** A fresh one per attempt; a request that has ended attempts nothing more. */
  #stub(): Gatekeeper {
    if (this.life.isOver) throw new Error("The request has ended");
    return this.#network.stub(this.#side, this.#dice);
  }
}

import { Keeper, type KeeperTools } from "../durable-objects/keeper.ts";
import type { LeaseMode } from "../durable-objects/leasing.ts";
import type { LivePages } from "../durable-objects/live-pages.ts";
import { Storage } from "../durable-objects/storage.ts";
import type { Gatekeeper } from "../src/gatekeeper/contract.ts";
import { Clock, type ClockFaults } from "./clock.ts";
import { organizationId } from "./database.ts";
import type { Dice } from "./dice.ts";
import { Disk, type Mount } from "./durable-storage.ts";
import { Life } from "./life.ts";
import type { Postgres } from "./postgres.ts";
import { ModelRecord, type RecordParts } from "./record.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type Method = Exclude<keyof Gatekeeper, "announce">;

/** How a gatekeeper is put together: each of variants/ replaces one part of it by a broken one. */
export interface KeeperParts {
  storage(mount: Mount, postgres: Postgres): Storage;
  record(parts: RecordParts): ModelRecord;
  keeper(tools: KeeperTools): Keeper;
  /** When an answer may leave its instance. */
  outputGate(mount: Mount, method: Method): Promise<void>;
}

export const soundKeeper: KeeperParts = {
  storage: (mount) => new Storage(mount),
  record: (parts) => new ModelRecord(parts),
  keeper: (tools) => new Keeper(tools),
  outputGate: (mount) => mount.outputGate(),
};

interface Instance {
  readonly life: Life;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly mount: Mount;
}

export interface HostTools {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly postgres: Postgres;
  readonly leases: LeaseMode;
  readonly clockFaults: ClockFaults;
  readonly parts: KeeperParts;
}

/**
 * What Cloudflare is to one Durable Object: it starts an instance when somebody calls, one at a time unless the network
 * is cut in two, rings its alarm, keeps its answers back until they are durable, and takes it down at any moment.
 */
export class ObjectHost {
  readonly disk: Disk;
  readonly #tools: HostTools;
  #current: Instance | null = null;
  #replaced: Instance | null = null;
  #backup: Uint8Array | null = null;

  constructor(tools: HostTools) {
    this.#tools = tools;
    this.disk = new Disk(tools.time, tools.dice, (at) => this.#ringAt(at));
  }

  /** @param side of a cut in the network: `far` is where a replaced instance may still be reached */
  call(method: Method, argument: object, side: "near" | "far", dice: Dice): Promise<unknown> {
    const instance = side === "far" && this.#replaced !== null ? this.#replaced : this.#instance();
    return new Promise((resolve, reject) => {
      instance.life.onEnd(() => reject(connectionLost()));
      this.#serve(instance, method, argument, dice).then(resolve, reject);
    });
  }

  /** Memory and what is not durable yet is gone. */
  crash(): void {
    this.#current?.life.end();
    this.#current = null;
    this.disk.unmount();
  }

  /** As for a deploy: what has been written stays. */
  evict(): void {
    this.disk.flush();
    this.crash();
  }

  /**
   * The network is cut: for the near side the object is started anew, while the far side still reaches the old one,
   * which does not know. All that stops it is that the storage is not its own any more.
   */
  cut(milliseconds: number): void {
    const old = this.#current;
    if (old === null || this.#replaced !== null) return;
    this.#replaced = old;
    this.#current = null;
    this.#instance();
    this.#tools.time.after(milliseconds, () => this.heal());
  }

  heal(): void {
    this.#replaced?.life.end();
    this.#replaced = null;
  }

  get clock(): Clock | null {
    return this.#current?.clock ?? null;
  }

  backUp(): void {
    this.#backup = this.disk.backUp();
  }

  get hasBackup(): boolean {
    return this.#backup !== null;
  }

  restore(): void {
    this.crash();
    this.heal();
    this.disk.restore(this.#backup);
  }

  lose(): void {
    this.crash();
    this.heal();
    this.disk.restore(null);
  }

  close(): void {
    this.crash();
    this.heal();
    this.disk.close();
  }

  async #serve(instance: Instance, method: Method, argument: object, dice: Dice): Promise<unknown> {
    const { life, keeper, mount } = instance;
    // The queue at the object's door: short, unless its machine is busy.
    await life.wait(dice.usually(0.1, dice.happens(0.05) ? 800 : 5));
    const answer: unknown = await (keeper[method] as (argument: object) => Promise<unknown>)(structuredClone(argument));
    await life.guard(this.#tools.parts.outputGate(mount, method));
    return structuredClone(answer);
  }

  #instance(): Instance {
    this.#current ??= this.#start();
    return this.#current;
  }

  #start(): Instance {
    const { time, dice, postgres, leases, clockFaults, parts } = this.#tools;
    const life = new Life(time);
    const clock = new Clock(time, dice, clockFaults);
    const mount = this.disk.mount();
    const gate = () => mount.outputGate();
    const tools: KeeperTools = {
      name: `org:${organizationId}`,
      storage: parts.storage(mount, postgres),
      live: noPages,
      record: (_, duties) => parts.record({ postgres, time, dice, life, gate, duties }),
      leases,
      now: () => clock.now(),
      wait: (milliseconds) => life.wait(clock.timer(milliseconds)),
      // What fails in the background is the background's business.
      anchor: (work) => void work.catch(() => {}),
      setAlarm: (at) => mount.setAlarm(at),
      random: () => dice.roll(),
    };
    return { life, clock, mount, keeper: parts.keeper(tools) };
  }

  #ringAt(at: number): void {
    this.#tools.time.at(at, () => void this.#ring());
  }

  /** At least once: an alarm whose instance dies over it rings again. */
  async #ring(): Promise<void> {
    const { time } = this.#tools;
    const { alarm } = this.disk;
    if (alarm === null || alarm > time.now()) return;
    const { life, keeper } = this.#instance();
    this.disk.takeAlarm();
    let isDone = false;
    life.onEnd(() => {
      if (!isDone && this.disk.alarm === null) this.disk.putAlarm(time.now() + 2_000);
    });
    await keeper.alarm().catch(() => {});
    isDone = true;
  }
}

const noPages: LivePages = { end() {}, changed() {}, reconnect() {}, count: () => 0 };

/** What a caller sees when the object dies under its call. */
export function connectionLost(): Error {
  return Object.assign(new Error("Network connection lost."), { retryable: true });
}

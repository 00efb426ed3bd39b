import type { ZoneLedger } from "../../durable-objects/cloudflare-zone-ledger.ts";
import type { LifecycleStatus } from "../../src/hostnames/hostname.ts";
import { nextCheckAt } from "../../src/hostnames/schedule.ts";
import type { Dice } from "../dice.ts";
import type { VirtualTime } from "../virtual-time.ts";
import type { Calls } from "./calls.ts";
import type { PendingHostname } from "./population.ts";
import { second, start } from "./scenario.ts";

interface World {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly ledger: ZoneLedger;
  readonly calls: Calls;
}

/** Why a hostname is looked at, which is also the line that its tenant waits in for it. */
type Reason = "news" | "check";

interface Watched {
  readonly hostname: PendingHostname;
  state: Extract<LifecycleStatus, "pending_cloudflare" | "active">;
  stateSince: number;
  checks: number;
  /** When it is looked at next. */
  next: number;
  reason: Reason;
}

/**
 * A tenant's coordinator, as far as it looks at hostnames: by the schedule of production, one after the other, each look
 * a call that the budget of production has granted, and those first that there is news of. It is woken by its alarm a
 * little late.
 */
export class Tenant {
  /** How long each hostname was active at Cloudflare before it was served. */
  readonly delays: number[] = [];
  readonly #world: World;
  readonly #organizationId: string;
  readonly #watched: Map<number, Watched>;
  #isLooking = false;
  /** The budget said so. */
  readonly #notBefore: Record<Reason, number> = { news: 0, check: 0 };
  #alarm = Infinity;

  constructor(world: World, organizationId: string, hostnames: readonly PendingHostname[]) {
    this.#world = world;
    this.#organizationId = organizationId;
    this.#watched = new Map(hostnames.map((hostname) => [hostname.index, registered(hostname, world.dice)]));
    this.#goOn();
  }

  get isDone(): boolean {
    return this.delays.length === this.#watched.size;
  }

  /** Somebody says that there is something to see. */
  hint(index: number): void {
    const watched = this.#watched.get(index);
    if (watched === undefined || watched.state === "active") return;
    watched.reason = "news";
    watched.next = Math.min(watched.next, this.#world.time.now());
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isLooking) return;
    const { time, ledger, dice } = this.#world;
    const now = time.now();
    const { due, earliest } = this.#next(now);
    if (due === null) return this.#wakeAt(earliest);
    const { reason } = due;
    const permission = ledger.take(
      { organizationId: this.#organizationId, calls: 1, purpose: reason },
      Math.floor(now),
    );
    if (!permission.granted) {
      this.#notBefore[reason] = permission.retryAt + dice.usually(0, 2 * second);
      return this.#goOn();
    }
    this.#isLooking = true;
    // Who comes with news while it is looked at has it looked at again.
    due.reason = "check";
    time.after(dice.usually(20, 2 * second), () => this.#look(due));
  }

  #look(watched: Watched): void {
    const { time, dice, calls } = this.#world;
    const now = time.now();
    calls.made(now);
    const { activeAt } = watched.hostname;
    const isFirstSeen = watched.state === "pending_cloudflare" && activeAt <= now;
    if (isFirstSeen) Object.assign(watched, { state: "active", stateSince: now, checks: 0, reason: "check" });
    watched.checks = watched.state === "active" ? 1 : watched.checks + 1;
    watched.next = watched.reason === "news" ? now : nextLook(watched, now, dice);
    // The answer, and the gatekeeper's change.
    time.after(dice.usually(100, 2 * second), () => {
      if (isFirstSeen) this.delays.push(time.now() - activeAt);
      this.#isLooking = false;
      this.#goOn();
    });
  }

  /** What is looked at now, news first, then what has waited longest; and if nothing is, when the next is due. */
  #next(now: number): { readonly due: Watched | null; readonly earliest: number } {
    let due: Watched | null = null;
    let earliest = Infinity;
    for (const watched of this.#watched.values()) {
      const at = Math.max(watched.next, this.#notBefore[watched.reason]);
      earliest = Math.min(earliest, at);
      if (at <= now && (due === null || isBefore(watched, due))) due = watched;
    }
    return { due, earliest };
  }

  /** There is one alarm; an earlier one takes the place of a later one. */
  #wakeAt(at: number): void {
    const { time } = this.#world;
    if (at >= this.#alarm && this.#alarm > time.now()) return;
    this.#alarm = at;
    time.at(at, () => {
      if (this.#alarm !== at) return;
      this.#alarm = Infinity;
      this.#goOn();
    });
  }
}

function isBefore(one: Watched, other: Watched): boolean {
  return one.reason === other.reason ? one.next < other.next : one.reason === "news";
}

/** Registering it was the first look. */
function registered(hostname: PendingHostname, dice: Dice): Watched {
  const watched = { hostname, state: "pending_cloudflare", stateSince: start, checks: 1, reason: "check" } as const;
  return { ...watched, next: nextLook(watched, start, dice) };
}

function nextLook({ state, stateSince, checks }: Omit<Watched, "next">, now: number, dice: Dice): number {
  return nextCheckAt({ state, stateSince, checks, isPurged: false }, now, dice.roll()) ?? Infinity;
}

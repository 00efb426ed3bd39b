import type { ZoneLedger } from "../../durable-objects/cloudflare-zone-ledger.ts";
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

interface Watched {
  readonly hostname: PendingHostname;
  checks: number;
  /** When it is looked at next; null from when it is served. */
  next: number | null;
}

/**
 * A tenant's coordinator, as far as it looks at hostnames: by the schedule of production, one after the other, each look
 * a call that the budget of production has granted. It is woken by its alarm a little late.
 */
export class Tenant {
  /** How long each hostname was active at Cloudflare before it was served. */
  readonly delays: number[] = [];
  readonly #world: World;
  readonly #organizationId: string;
  readonly #watched: Map<number, Watched>;
  #isLooking = false;
  /** The budget said so. */
  #notBefore = 0;
  #alarm = Infinity;

  constructor(world: World, organizationId: string, hostnames: readonly PendingHostname[]) {
    this.#world = world;
    this.#organizationId = organizationId;
    this.#watched = new Map(
      hostnames.map((hostname) => [hostname.index, { hostname, checks: 0, next: firstLook(world.dice) }]),
    );
    this.#goOn();
  }

  get isDone(): boolean {
    return this.#watched.size === 0;
  }

  /** Somebody says that there is something to see. */
  hint(index: number): void {
    const watched = this.#watched.get(index);
    if (watched === undefined || watched.next === null) return;
    watched.next = Math.min(watched.next, this.#world.time.now());
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isLooking) return;
    const due = this.#mostOverdue();
    if (due?.next === undefined || due.next === null) return;
    const { time, ledger, dice } = this.#world;
    const now = time.now();
    const earliest = Math.max(due.next, this.#notBefore);
    if (earliest > now) return this.#wakeAt(earliest);
    const request = { organizationId: this.#organizationId, calls: 1, urgent: false };
    const permission = ledger.take(request, Math.floor(now));
    if (!permission.granted) {
      this.#notBefore = permission.retryAt + dice.usually(0, 2 * second);
      return this.#wakeAt(this.#notBefore);
    }
    this.#isLooking = true;
    time.after(dice.usually(20, 2 * second), () => this.#look(due));
  }

  #look(watched: Watched): void {
    const { time, dice, calls } = this.#world;
    const now = time.now();
    calls.made(now);
    const { index, activeAt } = watched.hostname;
    if (activeAt <= now) {
      this.#watched.delete(index);
      watched.next = null;
    } else {
      watched.checks += 1;
      const timetable = {
        state: "pending_cloudflare",
        stateSince: start,
        checks: watched.checks,
        isPurged: false,
      } as const;
      watched.next = nextCheckAt(timetable, now, dice.roll());
    }
    // The answer, and the gatekeeper's change.
    time.after(dice.usually(100, 2 * second), () => {
      if (watched.next === null) this.delays.push(time.now() - activeAt);
      this.#isLooking = false;
      this.#goOn();
    });
  }

  #mostOverdue(): Watched | undefined {
    let first: Watched | undefined;
    for (const watched of this.#watched.values()) {
      if (watched.next !== null && (first === undefined || watched.next < (first.next ?? Infinity))) first = watched;
    }
    return first;
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

/** Registering it was the first look. */
function firstLook(dice: Dice): number {
  return (
    nextCheckAt({ state: "pending_cloudflare", stateSince: start, checks: 1, isPurged: false }, start, dice.roll()) ??
    start
  );
}

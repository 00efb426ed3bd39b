import { describe, expect, test } from "vitest";
import { Dice } from "../simulator/dice.ts";
import { Disk } from "../simulator/durable-storage.ts";
import { VirtualTime } from "../simulator/virtual-time.ts";
import { callPurposes, type CallPurpose, type CallRequest, type Permission } from "../src/cloudflare/zone.ts";
import { ZoneLedger } from "./cloudflare-zone-ledger.ts";

const second = 1_000;
const minute = 60 * second;

/** A zone's ledger, in a time of its own. What was granted is remembered by true time, which its clock need not show. */
class Zone {
  time = 1_000_000 * minute;
  clockIsAhead = 0;
  readonly grants: { readonly at: number; readonly calls: number; readonly by: string }[] = [];
  readonly #disk = new Disk(new VirtualTime(0), new Dice(1), () => undefined);
  #ledger = new ZoneLedger(this.#disk.mount());

  get clock(): number {
    return this.time + this.clockIsAhead;
  }

  take(organizationId: string, { calls = 1, purpose = "check" }: Partial<CallRequest> = {}): Permission {
    const permission = this.#ledger.take({ organizationId, calls, purpose }, this.clock);
    this.#answered();
    if (permission.granted) this.grants.push({ at: this.time, calls, by: organizationId });
    return permission;
  }

  takePage(): boolean {
    const granted = this.#ledger.takePage(this.clock);
    this.#answered();
    if (granted) this.grants.push({ at: this.time, calls: 1, by: "sweep" });
    return granted;
  }

  rateLimited(milliseconds: number): void {
    this.#ledger.rateLimited(milliseconds, this.clock);
    this.#answered();
  }

  /** Nothing leaves the object before it is durable; then it is killed. */
  restart(): void {
    this.#ledger = new ZoneLedger(this.#disk.mount());
  }

  /** Uses up all that tenants may have. */
  exhaust(): void {
    for (const purpose of callPurposes) {
      for (let tenant = 0; this.take(`exhausting-${tenant}`, { purpose }).granted; tenant += 1);
    }
    // Those do not come back.
    this.time += minute;
    for (const purpose of callPurposes) while (this.take(`exhausting-${purpose}`, { purpose, calls: 5 }).granted);
  }

  /** The most calls that were granted within so long. */
  mostWithin(window: number): number {
    let most = 0;
    let sum = 0;
    let first = 0;
    for (const grant of this.grants) {
      sum += grant.calls;
      while ((this.grants[first]?.at ?? 0) <= grant.at - window) sum -= this.grants[first++]?.calls ?? 0;
      most = Math.max(most, sum);
    }
    return most;
  }

  callsOf(by: string, from = 0): number {
    return this.grants.filter((one) => one.by === by && one.at >= from).reduce((sum, { calls }) => sum + calls, 0);
  }

  #answered(): void {
    this.#disk.flush();
  }
}

/** Somebody who always wants something: asks again at the time it was told, or whenever it likes. */
interface Asker {
  readonly name: string;
  readonly calls?: number;
  readonly purpose?: CallPurpose;
  /** Asks in this rhythm whatever it was told. */
  readonly everyMilliseconds?: number;
}

/** Lets so much time pass, in steps of 50 milliseconds, with all of them asking. */
function pass(zone: Zone, milliseconds: number, askers: readonly Asker[], each: () => void = () => undefined): void {
  const next = new Map<Asker, number>();
  const end = zone.time + milliseconds;
  for (; zone.time < end; zone.time += 50) {
    each();
    for (const asker of askers) {
      if ((next.get(asker) ?? 0) > zone.clock) continue;
      const permission = zone.take(asker.name, asker);
      const told = permission.granted ? zone.clock : permission.retryAt;
      next.set(asker, asker.everyMilliseconds === undefined ? told : zone.clock + asker.everyMilliseconds);
    }
  }
}

const tenants = (count: number, more: Partial<Asker> = {}, called = "org"): Asker[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${called}_${index}`, ...more }));

const clicker: Asker = { name: "clicker", purpose: "click", calls: 2, everyMilliseconds: 50 };

describe("within five minutes", () => {
  test("everybody together gets less than Cloudflare allows, even if what is granted is used a minute late", () => {
    const zone = new Zone();
    const dice = new Dice(7);
    const askers = [
      ...tenants(20, { calls: 3 }),
      { name: "greedy", calls: 10, everyMilliseconds: 50 },
      ...tenants(20, { purpose: "click", everyMilliseconds: 500 }, "clicking"),
      ...tenants(20, { purpose: "news", calls: 2 }),
    ];
    pass(zone, 12 * minute, askers, () => {
      zone.takePage();
      if (dice.happens(0.01)) zone.restart();
    });
    expect(zone.mostWithin(6 * minute)).toBeLessThanOrEqual(1_140);
    // And nearly all of it is put to use.
    expect(zone.callsOf("sweep")).toBeGreaterThan(0.75 * 12 * 60);
    expect(zone.mostWithin(5 * minute)).toBeGreaterThan(900);
  });

  test("a restart grants nothing anew, however often", () => {
    const zone = new Zone();
    pass(zone, minute, tenants(5, { calls: 5 }), () => zone.restart());
    expect(zone.grants.reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(60 + 3 * 60);
  });

  test.each([
    ["forward", [60 * minute]],
    ["back", [-60 * minute]],
    ["back and forth", [-60 * minute, 60 * minute, -2 * minute, 5 * minute, -5 * second, minute]],
    ["by days", [-7 * 24 * 60 * minute, 14 * 24 * 60 * minute]],
  ])("no more is granted when the clock steps %s", (_direction, steps) => {
    const zone = new Zone();
    const askers = [...tenants(10, { calls: 4 }), { name: "greedy", calls: 10, everyMilliseconds: 50 }];
    pass(zone, minute, askers);
    for (const step of steps) {
      zone.clockIsAhead += step;
      pass(zone, 40 * second, askers);
    }
    pass(zone, minute, askers);
    expect(zone.mostWithin(5 * minute)).toBeLessThanOrEqual(1_200);
  });

  test("a clock that is set back again and again pays for nothing", () => {
    const zone = new Zone();
    pass(zone, minute, [], () => {
      if (zone.time % second === 0) zone.clockIsAhead -= 10 * second;
      zone.take("greedy", { calls: 10 });
    });
    expect(zone.callsOf("greedy")).toBeGreaterThan(100);
    expect(zone.callsOf("greedy")).toBeLessThanOrEqual(30 + 3 * 60);
  });

  test("a clock that was set back stops nobody", () => {
    const zone = new Zone();
    zone.exhaust();
    const told = zone.take("org_a", { calls: 2 });
    zone.clockIsAhead = -60 * minute;
    zone.rateLimited(10 * second);
    zone.clockIsAhead = -120 * minute;
    zone.time += 11 * second;
    expect(told.granted).toBe(false);
    const before = zone.grants.length;
    pass(zone, 30 * second, [{ name: "org_a", calls: 2, everyMilliseconds: second }]);
    expect(zone.grants.length).toBeGreaterThan(before);
  });
});

describe("the line", () => {
  test("lets a tenant with one hostname wait for one turn of each of the others, and not for all their hostnames", () => {
    const zone = new Zone();
    const others = tenants(20, { calls: 2 });
    pass(zone, 5 * minute, [...others, { name: "thousand", calls: 2, everyMilliseconds: 50 }]);
    const came = zone.time;
    let served = 0;
    const small: Asker = { name: "small", calls: 2 };
    pass(zone, minute, [...others, { name: "thousand", calls: 2, everyMilliseconds: 50 }, small], () => {
      if (served === 0 && zone.callsOf("small") > 0) served = zone.time - came;
    });
    expect(served).toBeGreaterThan(0);
    // 21 others with two calls each, and nobody else who takes of the three a second.
    expect(served).toBeLessThan(((22 * 2) / 3) * second + 5 * second);
  });

  test("gives nobody more for asking more often", () => {
    const zone = new Zone();
    const patient = tenants(10);
    pass(zone, 10 * minute, [{ name: "pushy", everyMilliseconds: 50 }, ...patient]);
    const shares = patient.map(({ name }) => zone.callsOf(name));
    expect(zone.callsOf("pushy")).toBeLessThanOrEqual(Math.max(...shares) + 2);
    expect(Math.min(...shares)).toBeGreaterThan(zone.callsOf("pushy") * 0.8);
  });

  test("gives a tenant with many hostnames everything while nobody else wants it", () => {
    const zone = new Zone();
    pass(zone, 10 * minute, [{ name: "thousand", calls: 2 }]);
    expect(zone.callsOf("thousand")).toBeGreaterThan(0.95 * 3 * 600);
  });

  test("goes on without those who do not come back", () => {
    const zone = new Zone();
    zone.exhaust();
    for (const { name } of tenants(200)) zone.take(name, { calls: 10 });
    const came = zone.time;
    pass(zone, 20 * minute, [{ name: "present" }]);
    // Their 2,000 calls would have taken eleven minutes, and half a minute is waited for the last of them.
    expect((zone.grants.find(({ by }) => by === "present")?.at ?? Infinity) - came).toBeLessThan(12.5 * minute);
    expect(zone.callsOf("present", came + 13 * minute)).toBeGreaterThan(0.95 * 3 * 7 * 60);
  });

  test("keeps its order through minutes in which nobody could come", () => {
    const zone = new Zone();
    zone.exhaust();
    for (const { name } of tenants(30)) zone.take(name, { calls: 10 });
    zone.time += 10 * minute;
    const newcomer: Asker = { name: "newcomer", calls: 10 };
    pass(zone, 3 * minute, [newcomer, ...tenants(30, { calls: 10 })]);
    const order = [...new Set(zone.grants.map(({ by }) => by))].filter((by) => !by.startsWith("exhausting"));
    expect(order).toEqual([...tenants(30).map(({ name }) => name), "newcomer"]);
  });
});

describe("clicks", () => {
  test("go before what is merely due, and one tenant's do not go before another's", () => {
    const zone = new Zone();
    const busy = [...tenants(200, { calls: 2 }), clicker];
    pass(zone, 5 * minute, busy);
    const waits: number[] = [];
    for (let person = 0; person < 10; person += 1) {
      const began = zone.time;
      while (!zone.take(`person_${person}`, { purpose: "click", calls: 2 }).granted && zone.time < began + minute) {
        pass(zone, 50, busy);
      }
      waits.push(zone.time - began);
      pass(zone, 3 * second, busy);
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * second);
  });

  test("of one tenant that never stops clicking take at most two fifths of a call a second from the others", () => {
    const zone = new Zone();
    pass(zone, 5 * minute, [...tenants(50), clicker]);
    // Once in five seconds as a click, and in between in line with the others.
    const others = tenants(50).reduce((sum, { name }) => sum + zone.callsOf(name), 0);
    expect(zone.callsOf("clicker")).toBeLessThan(60 * 2 + (2 * others) / 50 + 10);
    expect(others).toBeGreaterThan((3 - 0.5) * 300 * 0.9);
  });

  test("of everybody at once leave the others their parts", () => {
    const zone = new Zone();
    const clicking = tenants(300, { purpose: "click", calls: 2 }, "clicking");
    const told = tenants(50, { purpose: "news" }, "told");
    const due = tenants(50);
    pass(zone, 5 * minute, [...clicking, ...told, ...due], () => zone.takePage());
    const callsOf = (some: readonly Asker[]) => some.reduce((sum, { name }) => sum + zone.callsOf(name), 0);
    expect(callsOf(clicking)).toBeGreaterThan(0.75 * 300 * 0.9);
    expect(callsOf(told)).toBeGreaterThan(300 * 0.9);
    expect(callsOf(due)).toBeGreaterThan(0.5 * 300 * 0.9);
    expect(zone.callsOf("sweep")).toBeGreaterThan(0.75 * 300 * 0.9);
  });
});

describe("news", () => {
  test("goes before what is merely due, of everybody as of the tenant itself", () => {
    const zone = new Zone();
    const due = tenants(500, { calls: 2 });
    pass(zone, 5 * minute, due);
    const waits: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const began = zone.time;
      while (!zone.take(`org_${index}`, { purpose: "news" }).granted && zone.time < began + minute) pass(zone, 50, due);
      waits.push(zone.time - began);
      pass(zone, second, due);
    }
    // The 500 others take at least five minutes for a turn.
    expect(Math.max(...waits)).toBeLessThanOrEqual(3 * second);
  });

  test("of a tenant that never runs out of it goes before nobody's, and others' hostnames are looked at as they are due", () => {
    const zone = new Zone();
    const flipping: Asker = { name: "flipping", purpose: "news", calls: 10, everyMilliseconds: 50 };
    const told = tenants(20, { purpose: "news" }, "told");
    const due = tenants(50);
    pass(zone, 5 * minute, [flipping, ...told, ...due]);
    const waits = told.map(({ name }) => longestPauseOf(zone, name));
    // One turn of each, at a call a second at worst.
    expect(Math.max(...waits)).toBeLessThan(30 * second + 5 * second);
    expect(due.reduce((sum, { name }) => sum + zone.callsOf(name), 0)).toBeGreaterThan(0.5 * 300 * 0.9);
    expect(Math.min(...due.map(({ name }) => zone.callsOf(name)))).toBeGreaterThan(0);
  });

  test("keeps its place when the tenant is told to wait with what is merely due, and the other way round", () => {
    const zone = new Zone();
    zone.exhaust();
    const told = zone.take("org_a", { purpose: "news" });
    for (const { name } of tenants(50, {}, "later")) zone.take(name, { purpose: "news" });
    zone.take("org_a");
    const again = zone.take("org_a", { purpose: "news" });
    expect([told.granted, again.granted]).toEqual([false, false]);
    if (!told.granted && !again.granted) expect(again.retryAt).toBeLessThanOrEqual(told.retryAt + second);
  });
});

/** The longest time between two of somebody's grants. */
function longestPauseOf(zone: Zone, name: string): number {
  const times = zone.grants.filter(({ by }) => by === name).map(({ at }) => at);
  const pauses = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return pauses.length === 0 ? Infinity : Math.max(...pauses);
}

describe("when Cloudflare refuses calls", () => {
  test("nobody calls before the time it said, and then all come in their order", () => {
    const zone = new Zone();
    pass(zone, minute, tenants(20, { calls: 2 }));
    zone.rateLimited(4 * minute);
    const refused = zone.time;
    pass(zone, 6 * minute, tenants(20, { calls: 2 }), () => zone.takePage());
    const after = zone.grants.filter(({ at }) => at >= refused);
    expect(after[0]?.at).toBeGreaterThanOrEqual(refused + 4 * minute);
    expect(new Set(after.map(({ by }) => by)).size).toBe(21);
  });

  test.each([
    [0, second],
    [-5, second],
    [24 * 60 * minute, 60 * minute],
  ])("for %s milliseconds, nobody waits for ever and nobody asks at once", (said, pause) => {
    const zone = new Zone();
    zone.rateLimited(said);
    zone.time += pause - 1;
    expect(zone.take("org_a").granted).toBe(false);
    zone.time += minute;
    expect(zone.take("org_a").granted).toBe(true);
  });
});

import { ZoneLedger } from "../../durable-objects/cloudflare-zone-ledger.ts";
import { Sweep } from "../../durable-objects/cloudflare-zone-sweep.ts";
import { registrationsPerPage } from "../../src/cloudflare/registration-list.ts";
import type { Registration } from "../../src/hostnames/registration.ts";
import { pagesPerRun } from "../../src/hostnames/sweep.ts";
import { success } from "../../src/result/result.ts";
import { Dice } from "../dice.ts";
import { Disk } from "../durable-storage.ts";
import { VirtualTime } from "../virtual-time.ts";
import { Calls } from "./calls.ts";
import { pendingHostnames, tenantSizes, type PendingHostname } from "./population.ts";
import { hour, minute, second, start, type Scenario } from "./scenario.ts";
import { Tenant } from "./tenant.ts";

export interface Outcome {
  readonly scenario: Scenario;
  readonly tenants: number;
  readonly calls: number;
  readonly mostCallsInFiveMinutes: number;
  /** From "Cloudflare has it active" to "we serve it", in milliseconds, ascending. */
  readonly delays: readonly number[];
  /** Those of tenants with at most three hostnames. */
  readonly delaysOfSmall: readonly number[];
}

/** Plays a world until every hostname is served. */
export async function play(scenario: Scenario): Promise<Outcome> {
  const dice = new Dice(scenario.seed);
  const time = new VirtualTime(start);
  const calls = new Calls();
  // Its disk has a time that stands still: nothing crashes here, so nothing has to become durable.
  const ledger = new ZoneLedger(new Disk(new VirtualTime(start), dice, () => undefined).mount());
  const hostnames = pendingHostnames(scenario, dice);
  const world = { time, dice, ledger, calls };
  const owners: Tenant[] = [];
  const sizes = tenantSizes(scenario.hostnames, dice);
  // Who registers many does so at once: the others' hostnames are before and after them in Cloudflare's list.
  const tenants = sizes.map((size, index) => {
    const own = hostnames.slice(owners.length, owners.length + size);
    const tenant = new Tenant(world, `org_${index}`, own);
    for (let count = 0; count < size; count += 1) owners.push(tenant);
    return tenant;
  });
  const hint = (index: number) => owners[index]?.hint(index);
  if (scenario.webhooks) planWebhooks(hostnames, time, dice, hint);
  let isOver = false;
  if (scenario.sweep) {
    const sweep = new Sweep(
      ledger,
      (page) => readPage(page, hostnames, world),
      () => Math.floor(time.now()),
    );
    const everyMinute = async (): Promise<void> => {
      if (isOver) return;
      time.after(minute, () => void everyMinute());
      const { pages } = await sweep.nextPages(pagesPerRun);
      for (const { registrations } of pages) {
        for (const { id, sslStatus } of registrations) if (sslStatus === "active") hint(Number(id));
      }
    };
    time.after(dice.between(0, minute), () => void everyMinute());
  }
  let left = tenants.length;
  const isPlayed = () => {
    // Asked after every event: only the last tenants of the list are looked at each time.
    while (left > 0 && tenants[left - 1]?.isDone === true) left -= 1;
    return left === 0;
  };
  await time.run(start + 30 * 24 * hour, isPlayed);
  isOver = true;
  await time.run(time.now() + 10 * second);
  const ascending = (some: readonly Tenant[]) => some.flatMap(({ delays }) => delays).toSorted((a, b) => a - b);
  return {
    scenario,
    tenants: tenants.length,
    calls: calls.count,
    mostCallsInFiveMinutes: calls.mostInFiveMinutes(),
    delays: ascending(tenants),
    delaysOfSmall: ascending(tenants.filter((_, index) => (sizes[index] ?? 0) <= 3)),
  };
}

/** One of ten never arrives, as Cloudflare says may be. */
function planWebhooks(
  hostnames: readonly PendingHostname[],
  time: VirtualTime,
  dice: Dice,
  hint: (index: number) => void,
): void {
  for (const { index, activeAt } of hostnames) {
    if (dice.happens(0.9)) time.at(activeAt + dice.usually(2 * second, 2 * minute), () => hint(index));
  }
}

async function readPage(
  page: number,
  hostnames: readonly PendingHostname[],
  { time, dice, calls }: { readonly time: VirtualTime; readonly dice: Dice; readonly calls: Calls },
) {
  await time.wait(dice.usually(50, second));
  calls.made(time.now());
  const registrations = hostnames
    .slice((page - 1) * registrationsPerPage, page * registrationsPerPage)
    .map((hostname) => registrationOf(hostname, time.now()));
  await time.wait(dice.usually(150, second));
  return success({ registrations, notUnderstood: 0, pages: Math.ceil(hostnames.length / registrationsPerPage) });
}

function registrationOf({ index, activeAt }: PendingHostname, now: number): Registration {
  const status = activeAt <= now ? "active" : "pending_validation";
  return {
    id: String(index),
    hostname: `h${index}.example`,
    status: "active",
    sslStatus: status,
    method: "http",
    certificateExpiresAt: null,
    records: [],
    errors: [],
  };
}

import { randomInt } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { check } from "../simulator/checker.ts";
import { isAdmission, type History } from "../simulator/history.ts";
import {
  bound,
  changeRole,
  changeSettings,
  endAll,
  endAllAsOperator,
  endOthers,
  endSession,
  endSessionUnheard,
  removeMember,
  resetPassword,
  suspendAndRestore,
} from "./history/acts.ts";
import { Stage, type Held } from "./history/stage.ts";
import { forgetState, ownState } from "./own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";

/*
 * The checker that holds the simulator to its promises, over the real thing: real Workers on several isolates, real
 * gatekeepers, real PostgreSQL, and people who do at the same time what they should better do one after the other.
 */
let running: WatchedPlatform | undefined;
let state: Omit<ReturnType<typeof ownState>, "durable"> & { readonly durable: boolean };

afterEach(async () => {
  await running?.stop();
  await forgetState(state);
});

test.each([
  ["always", 1_000],
  ["never", 0],
])("with leases %s, everything that was promised was kept", async (leases, leaseMilliseconds) => {
  // What Postgres has committed must survive its being killed, as in production.
  state = { ...ownState(`history-${leases}`), durable: true };
  running = await startWatchedPlatform({ ...state, servers: 3, vars: { coordinator: { LEASES: leases } } });
  const stage = await Stage.open(running, 5);
  stage.startServer();
  const beginning = {
    status: "active",
    roles: new Map([[stage.owner.id, "owner"], ...stage.members.map(({ id }) => [id, "member"] as const)] as const),
    settings: (await (await signedInOwner(stage)).client.get("/api/org/settings")).json.appName,
  } as const;

  const began = performance.now();
  const isOn = () => {
    const lasted = performance.now() - began;
    return (
      lasted < historyMilliseconds || (lasted < longestMilliseconds && leastOfEach(stage.recorder.history()) === 0)
    );
  };
  await Promise.all([
    ...stage.members.map((person) => beSomebody(stage, person, isOn)),
    ...Array.from({ length: 6 }, () => askAround(stage, isOn)),
    beOwner(stage, isOn),
    beOperator(stage, isOn),
    misfortune(stage),
  ]);

  const ending = await stage.end();
  const history = { ...stage.recorder.history(), ending };
  const told = Object.entries(counted(history)).map(([what, count]) => `${count} ${what}`);
  console.info(`Leases ${leases}: ${history.signIns.length} sign-ins, ${told.join(", ")}`);
  // A history in which nothing happened would keep every promise.
  expect(leastOfEach(history)).toBeGreaterThan(0);
  expect(check(history, { beginning, leaseMilliseconds, latenessMilliseconds: 15_000 })).toEqual([]);
});

type Happened = Pick<History, "requests" | "acts">;

function counted({ requests, acts }: Happened) {
  return {
    "requests admitted": requests.filter(({ outcome }) => isAdmission(outcome)).length,
    "requests refused": requests.filter(({ outcome }) => outcome === "refused").length,
    "acts acknowledged": acts.filter(({ outcome }) => outcome === "acknowledged").length,
    "acts refused": acts.filter(({ outcome }) => outcome === "refused").length,
    "acts of unknown outcome": acts.filter(({ outcome }) => outcome === "unknown").length,
  };
}

/** How often that happened which happened least, of all that a history must have. */
function leastOfEach(happened: Happened): number {
  const count = counted(happened);
  return Math.min(count["requests admitted"], count["requests refused"], count["acts acknowledged"]);
}

/** A slow machine goes on until there is something to check. */
const historyMilliseconds = 20_000;
const longestMilliseconds = 60_000;

type IsOn = () => boolean;

/** Signs in, looks around by cookie and by token, and ends sessions. */
async function beSomebody(stage: Stage, person: Stage["owner"], isOn: IsOn): Promise<void> {
  const acts = bound(stage);
  while (isOn()) {
    const held = await stage.signIn(person);
    if (held === null) {
      await pause(100);
      continue;
    }
    for (let patience = 3; patience > 0 && isOn();) {
      const asked = await stage.ask(held, randomInt(4) === 0 ? "token" : "me");
      if (!isAdmission(asked.outcome)) patience -= 1;
      const mine = stage.held.filter((one) => one.person === person).slice(-3);
      const dice = randomInt(100);
      if (dice < 8) await endSession(acts, held, anyOf(mine) ?? held);
      else if (dice < 11) await endSessionUnheard(acts, held, anyOf(mine) ?? held);
      else if (dice < 15) await endOthers(acts, held);
      else if (dice < 17) await Promise.all([resetPassword(acts, held), stage.signIn(person), stage.signIn(person)]);
      await pause(randomInt(20));
    }
  }
}

/** Asks with whatever sessions there are, open or not. */
async function askAround(stage: Stage, isOn: IsOn): Promise<void> {
  while (isOn()) {
    const held = anyOf(stage.held.slice(-15));
    if (held !== undefined) await stage.ask(held, "me");
    await pause(randomInt(5));
  }
}

async function beOwner(stage: Stage, isOn: IsOn): Promise<void> {
  const acts = bound(stage);
  const [leaver, ...stayers] = stage.members;
  for (let step = 0; isOn(); step += 1) {
    const held = await stage.signIn(stage.owner);
    if (held === null) {
      await pause(100);
      continue;
    }
    for (let turn = 0; turn < 6 && isOn(); turn += 1) {
      await stage.ask(held, turn % 2 === 0 ? "settings" : "me");
      const member = anyOf(stayers) ?? stage.owner;
      const dice = randomInt(10);
      if (dice < 8) await changeRole(acts, held, member);
      else if (dice < 9) await changeSettings(acts, held).catch(() => undefined);
      else await endAll(acts, held);
      await pause(randomInt(50));
    }
    if (step === 5 && leaver !== undefined) await removeMember(acts, held, leaver);
  }
}

async function beOperator(stage: Stage, isOn: IsOn): Promise<void> {
  while (isOn()) {
    await pause(randomInt(1_000, 3_000));
    await (randomInt(2) === 0 ? suspendAndRestore(bound(stage)) : endAllAsOperator(bound(stage)));
  }
}

/** Gatekeepers are evicted; Postgres is killed in the middle of things, and a server starts while it is down. */
async function misfortune(stage: Stage): Promise<void> {
  const { platform, organizationId } = stage;
  const { postgres } = platform;
  const evict = () => platform.evictCoordinator(organizationId, "hibernate").catch(() => undefined);
  await pause(1_500);
  await evict();
  await pause(1_000);
  await postgres.kill();
  stage.startServer();
  await pause(1_500);
  await postgres.start();
  await pause(1_500);
  await Promise.all([evict(), pause(500)]);
  await postgres.kill();
  await postgres.start();
  await pause(1_000);
  await evict();
}

async function signedInOwner(stage: Stage): Promise<Held> {
  const held = await stage.signIn(stage.owner);
  if (held === null) throw new Error("The owner cannot sign in");
  return held;
}

function anyOf<One>(all: readonly One[]): One | undefined {
  return all.length === 0 ? undefined : all[randomInt(all.length)];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

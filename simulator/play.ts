import type { Role } from "../src/authorization/role.ts";
import * as accidents from "./accidents.ts";
import { actOnOwn, changeConfiguration, endSessions, logOutAtProvider } from "./acts.ts";
import { resetPassword, signIn } from "./ceremonies.ts";
import { check } from "./checker.ts";
import { Dice } from "./dice.ts";
import type { Beginning, History } from "./history.ts";
import { latestArrivalMilliseconds } from "./network.ts";
import { withQuietConsole } from "./quiet-console.ts";
import { comeToRest } from "./rest.ts";
import { requests, rush } from "./requests.ts";
import { members, type Scene, type Script } from "./script.ts";
import type { Promises, Violation } from "./violation.ts";
import { World, type Parts } from "./world.ts";

/** Plays a script with a system made of these parts, and says what happened and which promises were not kept. */
export function play(script: Script, parts: Parts): Promise<Played> {
  return withQuietConsole(() => playAloud(script, parts));
}

export interface Played {
  readonly history: History;
  readonly violations: readonly Violation[];
}

async function playAloud(script: Script, parts: Parts): Promise<Played> {
  const world = new World(script, parts);
  try {
    for (const scene of script.scenes) {
      await world.time.run(world.time.now() + scene.after);
      void perform(world, scene);
    }
    const ending = await comeToRest(world);
    const { signIns, requests: asked, acts, accidents: happened } = world.recorder;
    const history = { signIns, requests: asked, acts, accidents: happened, ending };
    const violations = check(history, promisesOf(script));
    return { history, violations: ending === null ? [...violations, restless] : violations };
  } finally {
    world.host.close();
  }
}

export function promisesOf({ leases }: Pick<Script, "leases">): Promises {
  return {
    beginning,
    // A lease of a second by the slowest clock, and the moment for which an acknowledgement gathers company.
    leaseMilliseconds: leases === "never" ? 0 : 1_150,
    latenessMilliseconds: latestArrivalMilliseconds + 1_000,
  };
}

const beginning: Beginning = {
  status: "active",
  roles: new Map<string, Role>(members),
  settings: "Acme",
};

const restless: Violation = { property: "kept", sentence: "Healthy again, the system does not come to rest" };

/** Begins a scene. Whether it ever ends is its own business. */
async function perform(world: World, { action, luck }: Scene): Promise<void> {
  const dice = new Dice(luck);
  switch (action.kind) {
    case "sign-in":
    case "sign-in-elsewhere":
      return signIn(world, action, dice);
    case "request":
      return requests(world, action, dice);
    case "rush":
      return rush(world, action, dice);
    case "sign-out":
    case "end-own-session":
    case "end-others":
      return actOnOwn(world, action, dice);
    case "end-user":
    case "end-all":
      return endSessions(world, action, dice);
    case "reset-password":
      return resetPassword(world, action, dice);
    case "suspend":
    case "restore":
    case "delete":
    case "change-role":
    case "remove-member":
    case "change-settings":
    case "enforce-sso":
    case "lift-sso":
    case "add-host":
    case "remove-host":
      return changeConfiguration(world, action, dice);
    case "provider-logout":
      return logOutAtProvider(world, action, dice);
    case "behind-the-back":
      return accidents.actBehindTheBack(world, action, dice);
    case "crash":
      return world.host.crash();
    case "evict":
      return world.host.evict();
    case "lose-storage":
      return accidents.loseStorage(world);
    case "back-up":
      return accidents.backUp(world);
    case "restore-storage":
      return accidents.restore(world, "storage-restored", dice);
    case "restore-record":
      return accidents.restore(world, "record-restored", dice);
    case "cut":
      return world.host.cut(action.milliseconds);
    case "postgres-down":
      return accidents.postgresDown(world, action.milliseconds);
    case "postgres-flaky":
      return accidents.postgresFlaky(world, action.milliseconds);
    case "bad-weather":
      return accidents.badWeather(world, action);
    case "restart-isolate":
      return world.restartIsolate(action.isolate);
    case "step-clock":
      return accidents.stepClock(world, action);
  }
}

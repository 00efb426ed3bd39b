import { organizationId } from "./database.ts";
import { userOf } from "./ceremonies.ts";
import type { Dice } from "./dice.ts";
import type { Accident, Deed } from "./history.ts";
import { Life } from "./life.ts";
import type { Action } from "./script.ts";
import type { World } from "./world.ts";

type Kind<Name extends Action["kind"]> = Extract<Action, { kind: Name }>;

/**
 * The gatekeeper's storage is found empty. Not before Postgres has heard of it for the first time, a moment after it
 * was made: until then nobody could tell that there was anything to lose.
 */
export function loseStorage(world: World): void {
  const { host, postgres, recorder } = world;
  const { highestVersion } = postgres.database.truth();
  if (world.isRepairing || highestVersion <= world.lostAtVersion) return;
  world.lostAtVersion = highestVersion;
  host.lose();
  recorder.accidents.push({ kind: "storage-lost", at: recorder.now(), until: recorder.now() });
}

export function backUp(world: World): void {
  world.host.backUp();
  world.restoreRecord = world.postgres.database.backUp();
}

/** Both sides are restored by the same steps: put the copy in place, raise every version, have the gatekeeper look. */
export async function restore(world: World, kind: "storage-restored" | "record-restored", dice: Dice): Promise<void> {
  const { host, postgres, recorder, restoreRecord } = world;
  if (world.wasRestored || !host.hasBackup || restoreRecord === null) return;
  world.wasRestored = true;
  world.isRepairing = true;
  const at = recorder.now();
  const place = recorder.accidents.push({ kind, at, until: Number.MAX_SAFE_INTEGER }) - 1;
  if (kind === "storage-restored") host.restore();
  else {
    const wasUp = postgres.isUp;
    postgres.goDown();
    restoreRecord();
    if (wasUp) postgres.comeUp();
  }
  const row = postgres.database.raiseVersions(Math.ceil(at + raiseAheadMilliseconds));
  while (!row.isDelivered) {
    // Its isolate may die over it.
    void world.visit(0, dice, (context) =>
      context.ask((gatekeeper) => gatekeeper.wake({ organizationId, topics: [] })),
    );
    await world.time.wait(300);
  }
  // What was admitted in between may still be out on lease.
  await world.time.wait(world.script.leases === "never" ? 0 : 1_200);
  recorder.accidents[place] = { kind, at, until: recorder.now() } satisfies Accident;
  world.isRepairing = false;
}

/**
 * Above all that was handed out: by clocks that were ahead, and after losses, each of which counts another minute ahead.
 * For the same reason nothing is restored twice within that time.
 */
const raiseAheadMilliseconds = 10 * 60_000;

/** Somebody changes Postgres directly. */
export async function actBehindTheBack(world: World, action: Kind<"behind-the-back">, dice: Dice): Promise<void> {
  const { recorder, postgres, time } = world;
  const deed = deedOf(action, recorder.newId("act"));
  const invokedAt = recorder.now();
  try {
    await postgres.connect(new Life(time), dice).run((database) => {
      const act = { id: recorder.newId("act"), deed, invokedAt, answeredAt: recorder.now(), isBehindTheBack: true };
      switch (deed.kind) {
        case "suspend":
        case "restore":
          if (database.status !== (deed.kind === "suspend" ? "active" : "suspended")) return;
          database.setStatus(deed.kind === "suspend" ? "suspended" : "active");
          break;
        case "change-role":
          if (!database.users.has(deed.user)) return;
          database.setRole(deed.user, deed.role);
          break;
        case "remove-member":
          if (!database.users.has(deed.user)) return;
          database.removeUser(deed.user);
          break;
        case "change-settings":
          database.setSettings({ appName: deed.settings });
          break;
      }
      recorder.acts.push({ ...act, outcome: "acknowledged" });
    });
  } catch {
    // Whether it was committed stands in the history already.
  }
}

type BehindDeed = Extract<Deed, { kind: Kind<"behind-the-back">["deed"] }>;

function deedOf({ deed, user, role }: Kind<"behind-the-back">, name: string): BehindDeed {
  switch (deed) {
    case "suspend":
    case "restore":
      return { kind: deed };
    case "change-role":
      return { kind: deed, user: userOf(user), role };
    case "remove-member":
      return { kind: deed, user: userOf(user) };
    case "change-settings":
      return { kind: deed, settings: `Acme behind ${name}` };
  }
}

export function postgresDown({ postgres, time }: World, milliseconds: number): void {
  postgres.goDown();
  time.after(milliseconds, () => postgres.comeUp());
}

export function postgresFlaky({ postgres, time }: World, milliseconds: number): void {
  postgres.flakiness = 0.25;
  time.after(milliseconds, () => (postgres.flakiness = 0));
}

export function badWeather(world: World, { milliseconds, loss, delay }: Kind<"bad-weather">): void {
  world.network.weather = { loss, delay };
  world.time.after(milliseconds, () => world.clearSkies());
}

export function stepClock(world: World, { isolate, milliseconds }: Kind<"step-clock">): void {
  const clock = isolate === null ? world.host.clock : world.isolate(isolate).clock;
  if (milliseconds > 0) clock?.jumpForward(milliseconds);
  else clock?.stepBack(-milliseconds);
}

import { isUnanswered } from "../src/gatekeeper/attempts.ts";
import { changeConfiguration } from "./acts.ts";
import { organizationId } from "./database.ts";
import { Dice } from "./dice.ts";
import type { Ending, Request } from "./history.ts";
import { request } from "./requests.ts";
import type { World } from "./world.ts";

/**
 * Makes everything healthy, waits until nothing is left to be done, and looks at what there is then. Null when it does
 * not come to rest in a quarter of an hour.
 */
export async function comeToRest(world: World): Promise<Ending | null> {
  const { time, postgres, recorder } = world;
  const dice = new Dice(1);
  heal(world);
  // Whatever was under way has its answer by then, or never gets one.
  await time.run(time.now() + 20_000);
  heal(world);
  if (!(await isQuiet(world, dice))) return null;
  if (postgres.database.status === "suspended") {
    void changeConfiguration(world, { kind: "restore", isolate: 0 }, dice);
    if (!(await isQuiet(world, dice))) return null;
  }
  const probes = await finished(
    world,
    Promise.all(recorder.sessions.map((session) => request(world, session, 0, "cookie", dice, null))),
  );
  const { database } = postgres;
  const roles = [...database.users].map(([userId, { role }]) => [userId, role] as const);
  const records = [...database.sessions].map(([id, { revokedReason }]) => {
    return [id, revokedReason === null ? "open" : "revoked"] as const;
  });
  return {
    probes: probes ?? ([] as Request[]),
    audit: database.audit.map(({ requestId, event }) => ({ act: requestId, event })),
    status: database.status,
    roles: new Map(roles),
    settings: database.snapshot().settings.appName,
    sso: database.snapshot().enforceSso ? "required" : "optional",
    records: new Map(records),
  };
}

function heal(world: World): void {
  const { host, postgres } = world;
  host.heal();
  postgres.comeUp();
  postgres.flakiness = 0;
  world.clearSkies();
  world.restartIsolate(0);
}

/** Whether everything that waits to be written or delivered has been. */
async function isQuiet(world: World, dice: Dice): Promise<boolean> {
  const { time, postgres } = world;
  const address = { organizationId };
  for (let attempt = 0; attempt < 30; attempt += 1) {
    await finished(
      world,
      world.visit(0, dice, (context) => context.ask((gatekeeper) => gatekeeper.wake({ ...address, topics: [] }))),
    );
    await time.run(time.now() + 30_000);
    const health = await finished(
      world,
      world.visit(0, dice, (context) => context.ask((gatekeeper) => gatekeeper.health(address))),
    );
    if (health === null || isUnanswered(health) || !health.ok) continue;
    const isDone = health.value.pendingEffects === 0 && health.value.change === "none";
    if (isDone && !world.isRepairing && postgres.database.outbox.every(({ isDelivered }) => isDelivered)) return true;
  }
  return false;
}

/** Runs until a promise is settled: null when that takes too long. */
async function finished<Value>({ time }: World, promise: Promise<Value>): Promise<Value | null> {
  let value: Value | null = null;
  let isOver = false;
  promise.then(
    (settled) => ((value = settled), (isOver = true)),
    () => (isOver = true),
  );
  await time.run(time.now() + 30_000, () => isOver);
  return value;
}

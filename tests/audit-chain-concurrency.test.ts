import { describe, expect, test } from "vitest";
import type postgres from "postgres";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import {
  appendPlatformRow,
  appendRow,
  asRoleOf,
  newChainWorld,
  newSigningKey,
  verifyPlatform,
} from "./audit-chain-world.ts";

const key = await newSigningKey();
const connections = 24;

/** Many at a time, each in a transaction of its own. */
function allAtOnce(
  role: string,
  times: number,
  work: (tx: postgres.TransactionSql, index: number) => Promise<unknown>,
) {
  return asRoleOf(
    role,
    (sql) => Promise.allSettled(Array.from({ length: times }, (_, index) => sql.begin((tx) => work(tx, index)))),
    connections,
  );
}

const failures = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => String(reason));

describe("a chain that many write to", () => {
  test("has no gap, whoever commits first", async () => {
    const world = await newChainWorld(key);
    const outcomes = await allAtOnce("gatehouse_server", 300, async (tx, index) => {
      await appendRow(tx, world.id, "one.a");
      if (index % 3 === 0) await appendRow(tx, world.id, "two.b");
    });
    expect(failures(outcomes)).toEqual([]);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 400, through: 400 });
  });

  test("does not deadlock with the platform's, in whichever order operators' acts are written", async () => {
    const worlds = await Promise.all([newChainWorld(key), newChainWorld(key)]);
    const outcomes = await allAtOnce("gatehouse_operator", 300, async (tx, index) => {
      const { id } = worlds[index % 2] ?? worlds[0];
      if (index % 5 === 0) return appendPlatformRow(tx, "admin.invited");
      if (index % 3 === 0) {
        await tx`select set_config('app.organization_id', ${id}, true)`;
        await appendPlatformRow(tx, "tenant.suspended");
        return appendRow(tx, id, "tenant.suspended");
      }
      await appendRow(tx, id, "tenant.suspended");
      await appendPlatformRow(tx, "tenant.suspended");
      return index % 4 === 0 ? appendRow(tx, id, "tenant.restored") : null;
    });
    expect(failures(outcomes)).toEqual([]);
    for (const world of worlds) expect(await world.verify()).toMatchObject({ valid: true });
    const platform = await verifyPlatform(key);
    // The checkpoints that others have signed there are not this test's matter.
    expect(platform.findings.filter(({ kind }) => kind !== "forged_checkpoint")).toEqual([]);
  });

  test("begins once, however many write its first row", async () => {
    const world = await newChainWorld(key);
    const outcomes = await allAtOnce("gatehouse_operator", 40, async (tx, index) => {
      await tx`select set_config('app.organization_id', ${world.id}, true)`;
      if (index % 2 === 0) await appendPlatformRow(tx, "tenant.created");
      await appendRow(tx, world.id, "tenant.created");
      if (index % 2 === 1) await appendPlatformRow(tx, "tenant.created");
    });
    expect(failures(outcomes)).toEqual([]);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 40 });
  });

  test("has no gap where a transaction was rolled back, as a whole or in part", async () => {
    const world = await newChainWorld(key);
    const outcomes = await allAtOnce("gatehouse_server", 60, async (tx, index) => {
      await appendRow(tx, world.id, "one.a");
      if (index % 3 === 0) throw new Error("changed my mind");
      if (index % 3 === 1) {
        await tx
          .savepoint(async (inner) => {
            await appendRow(inner, world.id, "two.b");
            throw new Error("half of it");
          })
          .catch(() => undefined);
      }
    });
    expect(failures(outcomes)).toHaveLength(20);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 40, through: 40 });
  });

  test("links a replayed row once", async () => {
    const world = await newChainWorld(key);
    const id = newIdentifier("aud");
    const row = { id, organization_id: world.id, event: "session.revoked", actor_type: "system" };
    const outcomes = await allAtOnce("gatehouse_coordinator", 30, async (tx) => {
      await tx`select set_config('app.organization_id', ${world.id}, true)`;
      await tx`insert into audit_logs ${tx(row)} on conflict do nothing`;
    });
    expect(failures(outcomes)).toEqual([]);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 1, through: 1 });
  });
});

test("a transaction that waits for something else holds up nobody who writes to the same log", async () => {
  const world = await newChainWorld(key);
  await asRoleOf("gatehouse_server", async (slow) => {
    await slow.begin(async (tx) => {
      await appendRow(tx, world.id, "user.signed_in");
      // Its transaction is open, as a sign-in's is while the gatekeeper is asked. With a head locked at the insert, this
      // would wait until it is over: for ever.
      expect(await world.append(["one.a", "two.b"])).toHaveLength(2);
    });
  });
  expect(await world.verify()).toMatchObject({ valid: true, rows: 3 });
});

test("many that sign at the same time, while the log grows, leave checkpoints that follow one another", async () => {
  const world = await newChainWorld(key);
  for (let round = 0; round < 5; round += 1) {
    await world.append(["one.a"]);
    const outcomes = await Promise.all([
      ...Array.from({ length: 4 }, () => world.sign()),
      world.append(["two.b"]),
      ...Array.from({ length: 4 }, () => world.sign()),
    ]);
    expect(outcomes.filter((outcome) => "kind" in outcome && outcome.kind === "refused")).toEqual([]);
  }
  await world.sign();
  const { findings, checkpoints } = await world.verify();
  expect(findings).toEqual([]);
  expect(checkpoints).toBeGreaterThan(4);
});

test("verification says nothing wrong of a log that is being written to", async () => {
  const world = await newChainWorld(key);
  await world.append(["one.a"]);
  const enough = new AbortController();
  const writer = (async () => {
    while (!enough.signal.aborted) await world.append(["two.b", "three.c"]);
  })();
  for (let time = 0; time < 15; time += 1) {
    await world.sign();
    expect((await world.verify()).findings).toEqual([]);
  }
  enough.abort();
  await writer;
});

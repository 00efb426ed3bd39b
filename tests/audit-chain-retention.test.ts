import { describe, expect, test } from "vitest";
import type postgres from "postgres";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { appendRow, asRoleOf, newChainWorld, newSigningKey, type ChainWorld } from "./audit-chain-world.ts";

const key = await newSigningKey();

/** Three signed stretches of two rows; the tenant keeps them for 30 days. */
async function keptWorld(): Promise<ChainWorld> {
  const world = await newChainWorld(key);
  for (const stretch of [
    ["one.a", "two.b"],
    ["three.c", "four.d"],
    ["five.e", "six.f"],
  ]) {
    await world.append(stretch);
    await world.sign();
  }
  await keep(world, 30);
  return world;
}

function keep(world: ChainWorld, days: number | null) {
  return world.tamper(
    (sql) => sql`update organization_settings set audit_retention_days = ${days} where organization_id = ${world.id}`,
  );
}

/** Lets a checkpoint have been made so long ago. */
function age(world: ChainWorld, sequence: number, days: number) {
  return world.tamper(
    (sql) => sql`update audit_checkpoints set signed_at = now() - make_interval(days => ${days})
                 where organization_id = ${world.id} and sequence = ${sequence}`,
  );
}

function asOperator<Value>(world: ChainWorld, work: (tx: postgres.TransactionSql) => Promise<Value>): Promise<Value> {
  return asRoleOf("gatehouse_operator", (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${world.id}, true)`;
      return work(tx);
    }),
  ) as Promise<Value>;
}

async function expire(world: ChainWorld): Promise<number> {
  const [row] = await asOperator(world, (tx) => tx`select expire_audit_logs() as gone`);
  return Number(row?.["gone"]);
}

async function events(world: ChainWorld): Promise<string[]> {
  const rows = await asRoleOf(
    "postgres",
    (sql) => sql`select a.event from audit_links l join audit_logs a on a.id = l.audit_log_id
                 where l.organization_id = ${world.id} order by l.sequence`,
  );
  return rows.map((row) => row["event"] as string);
}

const kindsOf = async (world: ChainWorld) => (await world.verify()).findings.map(({ kind }) => kind);

describe("a tenant that keeps its log for a while", () => {
  test("has the rows up to the last checkpoint that is older deleted, and the log says so", async () => {
    const world = await keptWorld();
    await age(world, 2, 40);
    await age(world, 4, 31);
    expect(await expire(world)).toBe(4);
    expect(await events(world)).toEqual(["five.e", "six.f", "audit-logs.expired"]);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 3, checkpoints: 2, through: 7 });
    const [row] = await asRoleOf(
      "postgres",
      (sql) =>
        sql`select data, actor_type from audit_logs where organization_id = ${world.id} and event = 'audit-logs.expired'`,
    );
    expect(row).toMatchObject({
      actor_type: "system",
      data: { rows: 4, through: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/), before: expect.any(String) },
    });
    expect(new Date(row?.["data"].before).getTime()).toBeLessThan(Date.now() - 29 * 86_400_000);
  });

  test("has it verified, signed and expired on and on", async () => {
    const world = await keptWorld();
    await age(world, 2, 31);
    await expire(world);
    expect(await world.sign()).toEqual({ kind: "signed", sequence: 7 });
    await age(world, 4, 31);
    await age(world, 6, 31);
    await age(world, 7, 31);
    expect(await expire(world)).toBe(5);
    expect(await events(world)).toEqual(["audit-logs.expired"]);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 1, through: 8 });
    await world.append(["nine.i"]);
    expect(await world.sign()).toEqual({ kind: "signed", sequence: 9 });
    expect(await world.verify()).toMatchObject({ valid: true, rows: 2, through: 9 });
    expect(await world.verify({ after: 8 })).toMatchObject({ valid: true, rows: 1, through: 9 });
  });

  test("loses nothing that is younger, or that no checkpoint stands behind", async () => {
    const world = await keptWorld();
    expect(await expire(world)).toBe(0);
    await world.tamper(
      (sql) => sql`update audit_logs set at = now() - interval '90 days' where organization_id = ${world.id}`,
    );
    expect(await expire(world)).toBe(0);
    await age(world, 2, 29);
    expect(await expire(world)).toBe(0);
    expect(await events(world)).toHaveLength(6);
  });

  test("is let be when it keeps its log for ever, and the look-up does not name it", async () => {
    const world = await keptWorld();
    for (const sequence of [2, 4, 6]) await age(world, sequence, 4_000);
    const named = () =>
      asRoleOf("gatehouse_operator", async (sql) =>
        (await sql`select organization_id from lookup_expired_audit_logs(10000)`).map((row) => row["organization_id"]),
      );
    expect(await named()).toContain(world.id);
    await keep(world, null);
    expect(await named()).not.toContain(world.id);
    expect(await expire(world)).toBe(0);
    expect(await events(world)).toHaveLength(6);
  });

  test("is expired once by two at the same time, while rows are written", async () => {
    const world = await keptWorld();
    await age(world, 2, 31);
    const [one, other] = await Promise.all([expire(world), expire(world), world.append(["seven.g", "eight.h"])]);
    expect(new Set([one, other])).toEqual(new Set([0, 2]));
    expect(await world.verify()).toMatchObject({ valid: true, rows: 7 });
  });

  test("has nothing expired in a transaction that is rolled back, and nobody else's in one that is not", async () => {
    const [world, other] = await Promise.all([keptWorld(), keptWorld()]);
    await age(world, 2, 31);
    await age(other, 2, 31);
    await expect(
      asOperator(world, async (tx) => {
        await tx`select expire_audit_logs()`;
        throw new Error("never mind");
      }),
    ).rejects.toThrow("never mind");
    expect(await events(world)).toHaveLength(6);
    expect(await expire(other)).toBe(2);
    expect(await events(world)).toHaveLength(6);
    expect(await kindsOf(world)).toEqual([]);
  });
});

describe("a tombstone", () => {
  test("that was made without a row that announces it is found", async () => {
    const world = await keptWorld();
    await world.tamper(async (sql) => {
      await drop(sql, world, 2);
      await sql`
        insert into audit_tombstones (organization_id, through_sequence, hash, removed, audit_log_id)
        select organization_id, sequence, hash, 2, 'aud_nobody' from audit_links where organization_id = ${world.id} and sequence = 2`;
      await sql`delete from audit_links where organization_id = ${world.id} and sequence <= 2`;
    });
    expect(await kindsOf(world)).toEqual(["unannounced"]);
  });

  test("that was moved on is found", async () => {
    const world = await keptWorld();
    await age(world, 2, 31);
    await expire(world);
    expect(await kindsOf(world)).toEqual([]);
    await world.tamper(async (sql) => {
      await drop(sql, world, 4);
      await sql`
        update audit_tombstones t set through_sequence = 4, hash = l.hash from audit_links l
        where l.organization_id = t.organization_id and l.sequence = 4 and t.organization_id = ${world.id}`;
      await sql`delete from audit_links where organization_id = ${world.id} and sequence <= 4`;
    });
    expect(await kindsOf(world)).toContain("unannounced");
  });

  test("that was moved on to where nothing was signed is found, announced or not", async () => {
    const world = await keptWorld();
    const announcement = newIdentifier("aud");
    await asRoleOf("postgres", (sql) => sql.begin((tx) => appendRow(tx, world.id, "audit-logs.expired", announcement)));
    await world.tamper(async (sql) => {
      await drop(sql, world, 3);
      await sql`
        insert into audit_tombstones (organization_id, through_sequence, hash, removed, audit_log_id)
        select organization_id, sequence, hash, 3, ${announcement} from audit_links where organization_id = ${world.id} and sequence = 3`;
      await sql`delete from audit_links where organization_id = ${world.id} and sequence <= 3`;
    });
    expect((await world.verify()).findings.map(({ message }) => message)).toContain(
      "Rows up to here are gone, and no checkpoint stands at the end of them.",
    );
  });

  test("that is gone is found, with the rows it stood for", async () => {
    const world = await keptWorld();
    await age(world, 2, 31);
    await expire(world);
    await world.tamper((sql) => sql`delete from audit_tombstones where organization_id = ${world.id}`);
    expect(await kindsOf(world)).toContain("removed");
  });
});

async function drop(sql: postgres.TransactionSql, world: ChainWorld, through: number): Promise<void> {
  await sql`delete from audit_logs where id in
    (select audit_log_id from audit_links where organization_id = ${world.id} and sequence <= ${through})`;
}

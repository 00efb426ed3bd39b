import { describe, expect, test } from "vitest";
import type postgres from "postgres";
import { linkHash, rowDigest } from "../src/audit-chain/digest.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { appendRow, asRoleOf, newChainWorld, newSigningKey, type ChainWorld } from "./audit-chain-world.ts";

const key = await newSigningKey();
const six = ["one.a", "two.b", "three.c", "four.d", "five.e", "six.f"];

/** A chain of six rows, and what was found after somebody with a superuser's rights had been at it. */
async function afterTampering(
  work: (sql: postgres.TransactionSql, ids: readonly string[], world: ChainWorld) => Promise<unknown>,
  { signed = false } = {},
) {
  const world = await newChainWorld(key);
  const ids = await world.append(six);
  if (signed) expect(await world.sign()).toEqual({ kind: "signed", sequence: 6 });
  expect(await world.verify()).toMatchObject({ valid: true, rows: 6, through: 6, nextAfter: null });
  await world.tamper((sql) => work(sql, ids, world));
  return { world, ids, verification: await world.verify() };
}

const kinds = ({ findings }: { findings: readonly { kind: string; sequence: number | null; id: string | null }[] }) =>
  findings.map(({ kind, sequence, id }) => ({ kind, sequence, id }));

const nothing = Buffer.alloc(32);

describe("verification finds, and names,", () => {
  test.each([
    ["the event", { event: "user.signed_out" }],
    ["an actor who was nobody", { actor_id: "" }],
    ["the time, by a microsecond", { at: "2026-01-01 00:00:00.000001+00" }],
    ["the request it came with", { correlation_id: "req_other" }],
    ["the data", { data: '{"role":"owner"}' }],
  ])("a row that was changed: %s", async (_what, change) => {
    const { verification, ids } = await afterTampering(
      (sql, [, , third]) => sql`update audit_logs set ${sql(change)} where id = ${third ?? ""}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "changed", sequence: 3, id: ids[2] }]);
  });

  test("a row that was changed at the end of the chain", async () => {
    const { verification, ids } = await afterTampering(
      (sql, rows) => sql`update audit_logs set event = 'x' where id = ${rows[5] ?? ""}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "changed", sequence: 6, id: ids[5] }]);
  });

  test("a row that was changed together with its link, at the row after it", async () => {
    const { verification, ids } = await afterTampering(async (sql, rows, { id }) => {
      await sql`update audit_logs set event = 'x' where id = ${rows[2] ?? ""}`;
      await relink(sql, id, 3, 3);
    });
    expect(kinds(verification)).toEqual([{ kind: "changed", sequence: 4, id: ids[3] }]);
  });

  test.each([3, 6])("a link whose hash was written over (%i)", async (sequence) => {
    const { verification, ids } = await afterTampering(
      (sql, _rows, { id }) =>
        sql`update audit_links set hash = ${nothing} where organization_id = ${id} and sequence = ${sequence}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "broken", sequence, id: ids[sequence - 1] }]);
  });

  test("a head whose hash was written over", async () => {
    const { verification } = await afterTampering(
      (sql, _rows, { id }) => sql`update audit_heads set hash = ${nothing} where organization_id = ${id}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "broken", sequence: 6, id: null }]);
  });

  test("a head that is gone", async () => {
    const { verification } = await afterTampering(
      (sql, _rows, { id }) => sql`delete from audit_heads where organization_id = ${id}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "broken", sequence: 6, id: null }]);
  });

  test("a row that was removed", async () => {
    const { verification, ids } = await afterTampering(
      (sql, rows) => sql`delete from audit_logs where id = ${rows[2] ?? ""}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "removed", sequence: 3, id: ids[2] }]);
  });

  test("a row that was moved to another tenant", async () => {
    const other = await newChainWorld(key);
    const { verification, ids } = await afterTampering(
      (sql, rows) => sql`update audit_logs set organization_id = ${other.id} where id = ${rows[2] ?? ""}`,
    );
    expect(kinds(verification)).toEqual([{ kind: "removed", sequence: 3, id: ids[2] }]);
    expect(kinds(await other.verify())).toEqual([{ kind: "inserted", sequence: null, id: ids[2] }]);
  });

  test("a row that was removed together with its link", async () => {
    const { verification } = await afterTampering(async (sql, rows, { id }) => {
      await sql`delete from audit_logs where id = ${rows[2] ?? ""}`;
      await sql`delete from audit_links where organization_id = ${id} and sequence = 3`;
    });
    expect(kinds(verification)).toEqual([{ kind: "removed", sequence: 3, id: null }]);
  });

  test("the first rows, removed with their links", async () => {
    const { verification } = await afterTampering(async (sql, rows, { id }) => {
      await sql`delete from audit_logs where id in ${sql(rows.slice(0, 2))}`;
      await sql`delete from audit_links where organization_id = ${id} and sequence < 3`;
    });
    expect(kinds(verification)).toEqual([{ kind: "removed", sequence: 1, id: null }]);
  });

  test("a row that was inserted without a link", async () => {
    const inserted = newIdentifier("aud");
    const { verification } = await afterTampering((sql, _rows, { id }) => appendRow(sql, id, "made.up", inserted));
    expect(kinds(verification)).toEqual([{ kind: "inserted", sequence: null, id: inserted }]);
  });

  test("a row that was inserted with a link, between two others", async () => {
    const inserted = newIdentifier("aud");
    const { verification, ids } = await afterTampering(async (sql, _rows, { id }) => {
      await appendRow(sql, id, "made.up", inserted);
      await sql`update audit_links set sequence = sequence + 100 where organization_id = ${id} and sequence > 3`;
      await sql`update audit_links set sequence = sequence - 99 where organization_id = ${id} and sequence > 100`;
      await sql`insert into audit_links ${sql({ organization_id: id, sequence: 4, audit_log_id: inserted, hash: nothing })}`;
      await sql`update audit_heads set sequence = 7 where organization_id = ${id}`;
    });
    expect(kinds(verification)).toContainEqual({ kind: "inserted", sequence: 4, id: inserted });
    expect(kinds(verification)).toContainEqual({ kind: "reordered", sequence: 5, id: ids[3] });
  });

  test("a row that was inserted with a link, behind the end", async () => {
    const inserted = newIdentifier("aud");
    const { verification } = await afterTampering(async (sql, _rows, { id }) => {
      await appendRow(sql, id, "made.up", inserted);
      await sql`insert into audit_links ${sql({ organization_id: id, sequence: 7, audit_log_id: inserted, hash: nothing })}`;
    });
    expect(kinds(verification)).toEqual([{ kind: "inserted", sequence: 7, id: inserted }]);
  });

  test.each([
    ["neighbours", 3, 4],
    ["ones far apart", 2, 5],
  ])("two links that were exchanged, %s", async (_which, one, other) => {
    const { verification, ids } = await afterTampering(async (sql, _rows, { id }) => {
      for (const [from, to] of [
        [one, 100],
        [other, one],
        [100, other],
      ] as const)
        await sql`update audit_links set sequence = ${to} where organization_id = ${id} and sequence = ${from}`;
    });
    expect(kinds(verification)).toEqual([
      { kind: "reordered", sequence: one, id: ids[other - 1] },
      { kind: "reordered", sequence: other, id: ids[one - 1] },
    ]);
  });

  test("two rows that were exchanged under their links", async () => {
    const { verification, ids } = await afterTampering(async (sql, rows, { id }) => {
      for (const [sequence, row] of [
        [2, "aud_nobody"],
        [5, rows[1]],
        [2, rows[4]],
      ] as const)
        await sql`update audit_links set audit_log_id = ${row ?? ""} where organization_id = ${id} and sequence = ${sequence}`;
    });
    expect(kinds(verification)).toEqual([
      { kind: "reordered", sequence: 2, id: ids[4] },
      { kind: "reordered", sequence: 5, id: ids[1] },
    ]);
  });

  test("an end that was cut off, by the checkpoint that knows of it", async () => {
    const { verification } = await afterTampering((sql, _rows, { id }) => cutOff(sql, id, 4), { signed: true });
    expect(kinds(verification)[0]).toEqual({ kind: "truncated", sequence: 6, id: null });
  });

  test("an end that was cut off with its checkpoints, by the witness", async () => {
    const { verification, world } = await afterTampering(
      async (sql, _rows, { id }) => {
        await cutOff(sql, id, 4);
        await sql`delete from audit_checkpoints where organization_id = ${id}`;
      },
      { signed: true },
    );
    expect(kinds(verification)).toEqual([{ kind: "truncated", sequence: 6, id: null }]);
    // What nobody outside has seen can be cut off unseen: this is why there is a witness.
    expect(await world.verify({ witness: null })).toMatchObject({ valid: true });
    // Growing over the cut does not hide it, and is not signed.
    await world.append(["seven.g", "eight.h", "nine.i"]);
    expect(kinds(await world.verify())).toEqual([{ kind: "rewritten", sequence: 6, id: null }]);
    expect(await world.sign()).toMatchObject({ kind: "refused" });
  });

  test("a whole log that is gone, by the witness", async () => {
    const { verification } = await afterTampering(
      async (sql, _rows, { id }) => {
        for (const table of ["audit_logs", "audit_links", "audit_heads", "audit_checkpoints"])
          await sql`delete from ${sql(table)} where organization_id = ${id}`;
      },
      { signed: true },
    );
    expect(kinds(verification)).toEqual([{ kind: "truncated", sequence: 6, id: null }]);
  });

  test("a chain that was written anew with right hashes, by its checkpoint", async () => {
    const { verification, world } = await afterTampering(
      async (sql, rows, { id }) => {
        await sql`update audit_logs set event = 'x' where id = ${rows[2] ?? ""}`;
        await relink(sql, id, 3, 6);
      },
      { signed: true },
    );
    expect(kinds(verification)).toEqual([
      { kind: "rewritten", sequence: 6, id: null },
      { kind: "rewritten", sequence: 6, id: null },
    ]);
    expect(kinds(await world.verify({ witness: null }))).toEqual([{ kind: "rewritten", sequence: 6, id: null }]);
    await world.append(["seven.g"]);
    expect(await world.sign()).toMatchObject({ kind: "refused" });
  });

  test("a checkpoint that somebody else signed", async () => {
    const forger = await newSigningKey();
    const { verification } = await afterTampering(
      async (sql, _rows, { id }) => {
        const forged = await newChainWorld(forger);
        await forged.append(["x"]);
        await forged.sign();
        const [{ statement } = {}] =
          await sql`select statement from audit_checkpoints where organization_id = ${forged.id}`;
        await sql`update audit_checkpoints set statement = ${statement} where organization_id = ${id}`;
      },
      { signed: true },
    );
    expect(kinds(verification)).toEqual([{ kind: "forged_checkpoint", sequence: 6, id: null }]);
  });

  test("a checkpoint of another tenant, and one of another place", async () => {
    const other = await newChainWorld(key);
    await other.append(six);
    await other.sign();
    const { verification, world } = await afterTampering(
      async (sql, _rows, { id }) =>
        sql`update audit_checkpoints set statement =
              (select statement from audit_checkpoints where organization_id = ${other.id}) where organization_id = ${id}`,
      { signed: true },
    );
    expect(kinds(verification)).toEqual([{ kind: "forged_checkpoint", sequence: 6, id: null }]);
    await other.tamper((sql) => sql`update audit_checkpoints set sequence = 5 where organization_id = ${other.id}`);
    expect(kinds(await other.verify())).toEqual([{ kind: "forged_checkpoint", sequence: 5, id: null }]);
    await other.tamper((sql) => sql`update audit_checkpoints set sequence = 9 where organization_id = ${other.id}`);
    expect(kinds(await other.verify())).toEqual([{ kind: "forged_checkpoint", sequence: 9, id: null }]);
    await world.append(["seven.g"]);
    expect(await world.sign()).toMatchObject({ kind: "refused" });
  });

  test("a checkpoint that was taken out from between two others", async () => {
    const world = await newChainWorld(key);
    for (const event of ["one.a", "two.b", "three.c"]) {
      await world.append([event]);
      await world.sign();
    }
    expect(await world.verify()).toMatchObject({ valid: true, checkpoints: 3, witnesses: 3 });
    await world.tamper(
      (sql) => sql`delete from audit_checkpoints where organization_id = ${world.id} and sequence = 2`,
    );
    expect(kinds(await world.verify())).toEqual([{ kind: "removed_checkpoint", sequence: 3, id: null }]);
  });

  test("many things at once, each of them", async () => {
    const { verification, ids } = await afterTampering(async (sql, rows, { id }) => {
      await sql`update audit_logs set event = 'x' where id = ${rows[0] ?? ""}`;
      await sql`delete from audit_logs where id = ${rows[2] ?? ""}`;
      await appendRow(sql, id, "made.up", "aud_".padEnd(28, newIdentifier("req").slice(4)));
    });
    expect(kinds(verification)).toContainEqual({ kind: "changed", sequence: 1, id: ids[0] });
    expect(kinds(verification)).toContainEqual({ kind: "removed", sequence: 3, id: ids[2] });
    expect(verification.findings.map(({ kind }) => kind)).toContain("inserted");
    expect(verification.valid).toBe(false);
  });
});

describe("a log nobody has touched", () => {
  test("is valid in stretches as in one, with a checkpoint after each", async () => {
    const world = await newChainWorld(key);
    for (let round = 0; round < 4; round += 1) {
      await world.append(six);
      expect(await world.sign()).toEqual({ kind: "signed", sequence: 6 * (round + 1) });
      expect(await world.sign()).toEqual({ kind: "unmoved" });
    }
    const whole = await world.verify();
    expect(whole).toMatchObject({ valid: true, rows: 24, checkpoints: 4, witnesses: 4, through: 24, nextAfter: null });
    let after: number | null = 0;
    let rows = 0;
    for (let stretch = 0; after !== null && stretch < 30; stretch += 1) {
      const part: Awaited<ReturnType<ChainWorld["verify"]>> = await world.verify({ after, limit: 5 });
      expect(part.findings).toEqual([]);
      rows += part.rows;
      after = part.nextAfter;
    }
    expect(rows).toBe(24);
  });

  test("has the hashes of the documented text, whatever its rows hold", async () => {
    const world = await newChainWorld(key);
    const id = newIdentifier("aud");
    const name = "Zoë 7:Ω\n🦉";
    await asRoleOf("gatehouse_server", async (sql) => {
      await sql.begin(async (tx) => {
        await tx`select set_config('app.organization_id', ${world.id}, true)`;
        await tx`set local timezone to 'Asia/Kathmandu'`;
        const data = tx.json({ b: [1.5, "1.50", null], a: { ä: "\u2028", "": true }, long: "x".repeat(3_000) });
        // The time as text: the driver's own dates end at milliseconds.
        await tx`
          insert into audit_logs (id, organization_id, event, actor_type, actor_id, actor_name, at, address, data)
          values (${id}, ${world.id}, 'user.signed_in', 'user', '', ${name}, '1969-12-31 23:59:59.999999+00', '2001:db8::1', ${data})`;
      });
    });
    expect(await world.verify()).toMatchObject({ valid: true, rows: 1 });
    const [stored] = await asRoleOf(
      "postgres",
      (sql) => sql`select encode(l.hash, 'hex') as hash, a.data::text as data
                   from audit_links l join audit_logs a on a.id = l.audit_log_id where a.id = ${id}`,
    );
    const digest = await rowDigest({
      id,
      event: "user.signed_in",
      actorType: "user",
      actorId: "",
      actorName: name,
      targetType: null,
      targetId: null,
      targetName: null,
      at: "-1",
      requestId: null,
      correlationId: null,
      address: "2001:db8::1",
      userAgent: null,
      data: stored?.["data"],
    });
    expect(stored?.["hash"]).toBe(await linkHash(world.id, 1, null, digest));
  });

  test("is not made invalid, nor kept from being signed, by what somebody put where the witness is", async () => {
    const world = await newChainWorld(key);
    await world.append(six);
    await world.sign();
    await world.witness.add(world.id, 4, "ab".repeat(32), "nothing that was signed");
    await world.witness.add(world.id, 6, "ab".repeat(32), "nothing that was signed");
    await world.witness.add(world.id, 7, "ab".repeat(32), "nothing that was signed");
    await world.append(["seven.g", "eight.h"]);
    expect(await world.verify()).toMatchObject({ valid: true, checkpoints: 1, witnesses: 1 });
    expect(await world.sign()).toEqual({ kind: "signed", sequence: 8 });
    expect(await world.verify()).toMatchObject({ valid: true, checkpoints: 2, witnesses: 2 });
    // So much of it that what was signed could be hidden behind it is another matter.
    for (let place = 9; place < 209; place += 1) await world.witness.add(world.id, place, "ab".repeat(32), "noise");
    expect(kinds(await world.verify())).toEqual([{ kind: "truncated", sequence: null, id: null }]);
    await world.append(["nine.i"]);
    expect(await world.sign()).toMatchObject({ kind: "refused" });
  });

  test("takes over a checkpoint that only the witness had come to know", async () => {
    const world = await newChainWorld(key);
    await world.append(six);
    await world.sign();
    await world.tamper((sql) => sql`delete from audit_checkpoints where organization_id = ${world.id}`);
    await world.append(["seven.g"]);
    expect(await world.sign()).toEqual({ kind: "signed", sequence: 6 });
    expect(await world.sign()).toEqual({ kind: "signed", sequence: 7 });
    expect(await world.verify()).toMatchObject({ valid: true, checkpoints: 2, witnesses: 2 });
  });
});

/** Hashes links anew, as an attacker would who knows how: with the database's own functions. */
async function relink(sql: postgres.TransactionSql, id: string, from: number, to: number): Promise<void> {
  for (let sequence = from; sequence <= to; sequence += 1) {
    await sql`
      update audit_links l set hash = audit_link_hash(l.organization_id, l.sequence,
        (select hash from audit_links b where b.organization_id = l.organization_id and b.sequence = l.sequence - 1),
        audit_row_digest(a.id, a.event, a.actor_type, a.actor_id, a.actor_name, a.target_type, a.target_id, a.target_name,
                         a.at, a.request_id, a.correlation_id, a.address, a.user_agent, a.data))
      from audit_logs a where a.id = l.audit_log_id and l.organization_id = ${id} and l.sequence = ${sequence}`;
    await sql`
      update audit_heads h set hash = l.hash from audit_links l
      where l.organization_id = h.organization_id and l.sequence = h.sequence and h.organization_id = ${id}`;
  }
}

/** Takes the end away as if it had never been. */
async function cutOff(sql: postgres.TransactionSql, id: string, after: number): Promise<void> {
  await sql`delete from audit_logs where id in (select audit_log_id from audit_links where organization_id = ${id} and sequence > ${after})`;
  await sql`delete from audit_links where organization_id = ${id} and sequence > ${after}`;
  await sql`
    update audit_heads h set sequence = l.sequence, hash = l.hash from audit_links l
    where l.organization_id = h.organization_id and l.sequence = ${after} and h.organization_id = ${id}`;
}

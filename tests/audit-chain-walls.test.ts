import { beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { asRoleOf, newChainWorld, newSigningKey, type ChainWorld } from "./audit-chain-world.ts";

const key = await newSigningKey();
const workerRoles = ["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator", "gatehouse_operator"] as const;
const everybody = [...workerRoles, "gatehouse_owner"] as const;

let world: ChainWorld;

beforeAll(async () => {
  world = await newChainWorld(key);
  await world.append(["one.a", "two.b"]);
  await world.sign();
});

const hash = `'\\x${"00".repeat(32)}'`;

/** What would have to be refused, with `$org` for a tenant that the transaction has set. */
const forbidden: readonly string[] = [
  "audit_links",
  "audit_heads",
  "audit_checkpoints",
  "audit_tombstones",
  "platform_audit_links",
  "platform_audit_head",
  "platform_audit_checkpoints",
].flatMap((table) => [
  `delete from ${table}`,
  `truncate ${table}`,
  ...(table.endsWith("tombstones") ? [] : [`update ${table} set sequence = sequence + 1`]),
]);

const insertions: readonly string[] = [
  `insert into audit_links (organization_id, sequence, audit_log_id, hash) values ($org, 99, 'aud_x', ${hash})`,
  `insert into audit_heads (organization_id, sequence, hash) values ($org, 99, ${hash})`,
  `insert into audit_heads (organization_id, sequence) values ($org, 0) on conflict (organization_id) do update set sequence = 0, hash = null`,
  `insert into audit_tombstones (organization_id, through_sequence, hash, removed, audit_log_id) values ($org, 1, ${hash}, 1, 'aud_x')`,
  `insert into platform_audit_links (sequence, audit_log_id, hash) values (999999, 'aud_x', ${hash})`,
  `insert into platform_audit_head (sequence) values (0)`,
  `update audit_tombstones set through_sequence = through_sequence + 1`,
  // Functions that work for gatehouse_chain.
  "select audit_link_hash('x', 1, null, null)",
  "select audit_field('x')",
  "select link_audit_log()",
  "select link_platform_audit_log()",
];

/** Ways around the trigger that lets only what became too old be deleted. */
const detours: readonly string[] = [
  "set local role gatehouse_chain",
  "set local session_replication_role = replica",
  "alter table audit_logs disable trigger append_only",
  "alter table audit_logs disable trigger link",
  "alter table audit_links disable row level security",
  "drop trigger link on audit_logs",
  "alter function expire_audit_logs() owner to current_user",
  `create or replace function expire_audit_logs() returns bigint language sql as 'select 1::bigint'`,
  `create temp table audit_links (organization_id text, sequence bigint, audit_log_id text, hash bytea); select expire_audit_logs() / 0`,
];

async function attempt(role: string, statement: string): Promise<unknown> {
  return asRoleOf(role, (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${world.id}, true)`;
      // Settings anybody can make, should the triggers ever go by one.
      for (const setting of ["app.role", "app.expiring"])
        await tx`select set_config(${setting}, 'gatehouse_chain', true)`;
      await tx.unsafe(statement.replaceAll("$org", `'${world.id}'`)).simple();
    }),
  );
}

const refusal =
  /permission denied|append-only|must be owner|must be able to SET ROLE|row-level security|trigger functions can only/;

describe.each(everybody)("%s", (role) => {
  test("cannot change, shorten or empty a chain, its head, its checkpoints or its tombstone", async () => {
    for (const statement of forbidden) await expect(attempt(role, statement), statement).rejects.toThrow(refusal);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 2, checkpoints: 1 });
  });

  test("cannot put anything into a chain, its head or its tombstone, nor call what does", async () => {
    for (const statement of insertions) await expect(attempt(role, statement), statement).rejects.toThrow(refusal);
    expect(await world.verify()).toMatchObject({ valid: true, rows: 2, checkpoints: 1 });
  });
});

describe.each(workerRoles)("%s", (role) => {
  test("finds no way around the triggers", async () => {
    for (const statement of detours) {
      await expect(attempt(role, statement), statement).rejects.toThrow(
        /permission denied|must be owner|division by zero/,
      );
    }
  });

  test("deletes nothing by naming itself otherwise, or by setting what it likes", async () => {
    for (const table of ["audit_logs", "audit_links", "audit_checkpoints"])
      await expect(attempt(role, `delete from ${table}`), table).rejects.toThrow(/permission denied/);
  });
});

test("only the admin worker may add a checkpoint, call what expires rows, or look across chains", async () => {
  const statements = [
    "insert into audit_checkpoints (organization_id, sequence, follows, statement) values ($org, 77, 76, 'x')",
    "insert into platform_audit_checkpoints (sequence, follows, statement) values (777777, 777776, 'x')",
    "select expire_audit_logs()",
    "select lookup_unsigned_audit_chains('1 minute', 1, 1)",
    "select lookup_expired_audit_logs(1)",
    "select lookup_audit_chains('', 1)",
  ];
  for (const role of ["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator"])
    for (const statement of statements)
      await expect(attempt(role, statement), statement).rejects.toThrow(/permission denied/);
  // Its time is the database's: with one of its own it could let rows become too old at once.
  await expect(
    attempt(
      "gatehouse_operator",
      "insert into audit_checkpoints (organization_id, sequence, follows, signed_at, statement) values ($org, 77, 76, now() - interval '9 years', 'x')",
    ),
  ).rejects.toThrow(/permission denied/);
});

test("what the admin worker adds unsigned is no checkpoint, and is named", async () => {
  const other = await newChainWorld(key);
  await other.append(["one.a"]);
  await asRoleOf("gatehouse_operator", (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${other.id}, true)`;
      await tx`insert into audit_checkpoints (organization_id, sequence, follows, statement) values (${other.id}, 1, 0, 'x')`;
    }),
  );
  expect((await other.verify()).findings).toMatchObject([{ kind: "forged_checkpoint", sequence: 1 }]);
});

test("a Worker cannot write into another tenant's chain by changing its mind before it commits", async () => {
  const other = await newChainWorld(key);
  await asRoleOf("gatehouse_server", (sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${other.id}, true)`;
      await tx`insert into audit_logs ${tx({ id: newIdentifier("aud"), organization_id: other.id, event: "x.y", actor_type: "system" })}`;
      await tx`select set_config('app.organization_id', ${world.id}, true)`;
    }),
  );
  expect(await other.verify()).toMatchObject({ valid: true, rows: 1 });
  expect(await world.verify()).toMatchObject({ valid: true, rows: 2 });
});

test("a row that a superuser inserts without a tenant's setting is linked like any other", async () => {
  const other = await newChainWorld(key);
  await asRoleOf(
    "postgres",
    (sql) =>
      sql`insert into audit_logs ${sql({ id: newIdentifier("aud"), organization_id: other.id, event: "x.y", actor_type: "system" })}`,
  );
  expect(await other.verify()).toMatchObject({ valid: true, rows: 1 });
});

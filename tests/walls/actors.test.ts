import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Actor, postures, type Posture } from "./actor.ts";
import { changes, demolitions, plain, readings, type Target } from "./attempts.ts";
import { databaseDocument, type DatabaseDocument } from "./database-document.ts";
import { fill, organizationOf, rowFor } from "./rows.ts";
import { scratchDatabase, type ScratchDatabase } from "./scratch-database.ts";
import { tenantTables } from "./table-rules.ts";

/** Everybody there is but who owns the look-ups, whose policies let it read: nobody can be that role. */
const roles = [
  "gatehouse_server",
  "gatehouse_auth",
  "gatehouse_coordinator",
  "gatehouse_operator",
  "gatehouse_sealer",
  "gatehouse_chain",
  "gatehouse_owner",
];

let database: ScratchDatabase;
let actor: Actor;
let document: DatabaseDocument;
beforeAll(async () => {
  document = await databaseDocument();
  database = await scratchDatabase("actors");
  const tables = await database.sql.unsafe<{ name: string; tenant_column: string }[]>(tenantTables(document));
  await fill(
    database.sql,
    tables.map(({ name }) => name),
  );
  await database.sql`analyze`;
  actor = new Actor(
    database.url("postgres"),
    tables.map(({ name, tenant_column: tenantColumn }) => ({ name, tenantColumn })),
  );
  await actor.prepare();
});
afterAll(async () => {
  await actor[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Every tenant's table, with what the role may do with its columns. */
async function targetsOf(role: string): Promise<Target[]> {
  const may = (privilege: string) =>
    `coalesce(array_agg(a.attname::text order by a.attnum) filter (where has_column_privilege('${role}', a.attrelid, a.attnum, '${privilege}')), '{}')`;
  return database.sql.unsafe<Target[]>(`
    select t.name as table, t.tenant_column as "tenantColumn", array_agg(a.attname::text order by a.attnum) as columns,
           ${may("select")} as readable, ${may("update")} as writable, ${may("insert")} as insertable
    from (${tenantTables(document)}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    group by t.name, t.tenant_column order by t.name`);
}

const postureOf = (name: string): Posture => postures.find((posture) => posture.name === name) ?? raise(name);

function raise(name: string): never {
  throw new Error(`There is no posture called ${name}`);
}

describe.each(roles)("%s", (role) => {
  test.each(postures.map((posture) => [posture.name, posture] as const))(
    "with %s sees nobody else's rows and changes none",
    async (_, posture) => {
      for (const target of await targetsOf(role)) {
        const most = posture.thorough ? Infinity : plain;
        const statements = [...readings(target).slice(0, most), ...changes(target).slice(0, most)];
        for (const statement of statements) await actor.attempt(role, posture, statement);
      }
    },
  );

  test("sees its own tenant's rows wherever it may see any", async () => {
    for (const target of await targetsOf(role)) {
      if (target.readable.length === 0) continue;
      const { said } = await actor.attempt(
        role,
        postureOf("one tenant"),
        `select count(*)::int as seen from ${target.table}`,
      );
      if (target.table !== "outbox" || role !== "gatehouse_sealer") expect(said, target.table).not.toBe('[{"seen":0}]');
    }
  });

  test("is told of no other tenant's rows by keys, but for those the document names", async () => {
    const posture = postureOf("one tenant");
    for (const { table, tenantColumn, insertable } of await targetsOf(role)) {
      if (insertable.length === 0) continue;
      const own = { ...rowFor(table, "n"), [tenantColumn]: organizationOf("a") };
      for (const [column, theirs] of Object.entries(rowFor(table, "b"))) {
        if (column === tenantColumn || !insertable.includes(column)) continue;
        const insert = (value: string | number) => {
          const row = Object.entries({ ...own, [column]: value }).filter(([name]) => insertable.includes(name));
          const values = row.map(([, one]) => `'${one}'`).join(", ");
          return `insert into ${table} (${row.map(([name]) => name).join(", ")}) values (${values})`;
        };
        const [taken, free] = [await told(insert(theirs)), await told(insert(rowFor(table, "n")[column] ?? ""))];
        if (taken === free) continue;
        expect(document.sharedKeys, `${role} ${table}.${column}: ${taken}`).toContain(taken.split(" ")[1]);
      }
    }

    /** What the answer tells, apart from the values that were in the question. */
    async function told(statement: string): Promise<string> {
      const question = { ...posture, own: "ab" as const };
      const { refusal, constraint } = await actor.attempt(role, question, statement);
      return `${refusal} ${constraint}`;
    }
  });
});

describe.each(roles.filter((role) => role !== "gatehouse_owner"))("%s, who owns nothing,", (role) => {
  test("cannot take the wall down", async () => {
    for (const target of await targetsOf(role)) {
      for (const statement of demolitions(target)) {
        const { refusal } = await actor.attempt(role, postureOf("one tenant"), statement);
        expect(refusal, `${role}: ${statement}`).toBe("42501");
      }
    }
  });
});

test("each role has tried each table in thousands of ways", () => {
  console.info(`${actor.attempts} attempts of ${roles.length} roles`);
  expect(actor.attempts).toBeGreaterThan(10_000);
});

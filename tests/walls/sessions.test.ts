import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseDocument } from "./database-document.ts";
import { grants } from "./grants.ts";
import { fill, markOf, organizationOf } from "./rows.ts";
import { scratchDatabase, type ScratchDatabase } from "./scratch-database.ts";
import { tenantTables } from "./table-rules.ts";

const workers = ["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator", "gatehouse_operator"];
const roles = [...workers, "gatehouse_lookup", "gatehouse_chain", "gatehouse_owner", "gatehouse_sealer", "postgres"];

let database: ScratchDatabase;
beforeAll(async () => {
  database = await scratchDatabase("sessions");
  const tables = await database.sql.unsafe<{ name: string }[]>(tenantTables(await databaseDocument()));
  await fill(
    database.sql,
    tables.map(({ name }) => name),
  );
});
afterAll(() => database[Symbol.asyncDispose]());

/** A connection that logged in as the role. */
async function loggedInAs<Value>(role: string, work: (sql: postgres.Sql) => Promise<Value>): Promise<Value> {
  const sql = postgres(database.url(role), { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** SQLSTATE of each statement's refusal, by statement; null for what was allowed. Each is a transaction of its own. */
async function refusals(role: string, statements: readonly string[]): Promise<Record<string, string | null>> {
  return loggedInAs(role, async (sql) => {
    const codes: Record<string, string | null> = {};
    for (const statement of statements) {
      codes[statement] = await sql.unsafe(statement).then(
        () => null,
        (error: { code: string }) => error.code,
      );
    }
    return codes;
  });
}

const enter = (letter: "a" | "b") => `select set_config('app.organization_id', '${organizationOf(letter)}', true)`;

describe.each(workers)("whoever logs in as %s", (role) => {
  test("becomes nobody else", async () => {
    const others = roles.filter((other) => other !== role);
    const statements = others.flatMap((other) => [
      `set role ${other}`,
      `set session authorization ${other}`,
      `grant ${other} to ${role}`,
      `alter role ${other} password 'x'`,
      `alter role ${other} set search_path = pg_temp`,
    ]);
    const expected = Object.fromEntries(statements.map((statement) => [statement, "42501"]));
    expect(await refusals(role, statements)).toEqual(expected);
  });

  test("cannot rise above row security, nor set a tenant for all time", async () => {
    const statements = [
      `alter role ${role} bypassrls`,
      `alter role ${role} superuser`,
      `alter role ${role} createrole`,
      `alter role ${role} set app.organization_id = '${organizationOf("b")}'`,
      `alter role ${role} set session_replication_role = replica`,
      `alter role all set app.organization_id = '${organizationOf("b")}'`,
      "set session_replication_role = replica",
      "alter system set row_security = off",
      "create role mine",
      "create database mine",
    ];
    const expected = Object.fromEntries(statements.map((statement) => [statement, "42501"]));
    expect(await refusals(role, statements)).toEqual(expected);
  });

  test("is refused what row security would have hidden, when it is turned off", async () => {
    await loggedInAs(role, async (sql) => {
      await sql`set row_security = off`;
      await expect(sql`select count(organization_id) from members`).rejects.toMatchObject({ code: "42501" });
    });
  });

  test("makes nothing that stays, or that is there for a session", async () => {
    const statements = [
      "create table mine (x text)",
      "create temporary table mine (x text)",
      "create temporary view mine as select 1",
      "create view mine as select 1",
      "create sequence mine",
      "create type mine as (x text)",
      "create schema mine",
      "create function mine() returns void language sql as $$ select 1 $$",
      "create function pg_temp.mine() returns void language sql as $$ select 1 $$",
      "create extension pg_trgm",
      "create publication mine",
      "create event trigger mine on ddl_command_start execute function refuse_audit_change()",
    ];
    const codes = await refusals(role, statements);
    for (const [statement, code] of Object.entries(codes))
      expect(code, statement).toMatch(/^(42501|42P01|3F000|42P17)$/);
    const [made] = await database.sql`select count(*)::int as made from pg_class where relname = 'mine'`;
    expect(made).toEqual({ made: 0 });
  });

  test("reads neither files, nor passwords, nor what the planner has noted of everybody's values", async () => {
    const statements = [
      "select pg_read_file('/etc/passwd')",
      "select pg_ls_dir('.')",
      "select lo_import('/etc/passwd')",
      "copy (select 1) to program 'true'",
      "copy members to '/tmp/members'",
      "select rolpassword from pg_authid",
      "select passwd from pg_shadow",
      "select * from pg_statistic",
      "select * from pg_statistic_ext_data",
      "select * from pg_largeobject",
      "select * from pg_user_mapping",
      "select * from migrations.applied",
      "select last_value from outbox_id_seq",
      "select nextval('outbox_id_seq')",
      "select setval('outbox_id_seq', 1)",
      "load 'auto_explain'",
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    ];
    const expected = Object.fromEntries(statements.map((statement) => [statement, "42501"]));
    expect(await refusals(role, statements)).toEqual(expected);
    const missing = await refusals(role, ["select dblink('', 'select 1')", "select postgres_fdw_handler()"]);
    expect(new Set(Object.values(missing))).toEqual(new Set(["42883"]));
  });

  test("reaches the platform's tables as far as it was granted to, and no further", async () => {
    const { platformTables } = await databaseDocument();
    for (const table of platformTables) {
      const { select, insert, update, delete: remove } = grants[role]?.[table] ?? {};
      const [first] = await database.sql`
        select attname as column from pg_attribute where attrelid = to_regclass(${table}) and attnum = 1`;
      const statements = [
        [select, `select * from ${table} where false`],
        [insert, `insert into ${table} default values`],
        [update, `update ${table} set ${update?.split(" ")[0] ?? first?.["column"]} = null where false`],
        [remove, `delete from ${table} where false`],
      ] as const;
      for (const [right, statement] of statements) {
        const code = (await refusals(role, [statement]))[statement];
        if (right === undefined) expect(code, statement).toBe("42501");
        else if (right !== insert) expect(code, statement).toBeNull();
      }
    }
  });

  test("finds nothing of a tenant's values among the planner's notes it may read", async () => {
    await database.sql`analyze`;
    const noted = await loggedInAs(role, (sql) => sql`select * from pg_stats where schemaname = 'public'`);
    expect(JSON.stringify(noted)).not.toMatch(/a{16}|b{16}/);
  });

  test("calls what the document names it a caller of, and no other function", async () => {
    const { definerFunctions } = await databaseDocument();
    for (const { signature, callers } of definerFunctions) {
      const types = /\((.*)\)/.exec(signature)?.[1] ?? "";
      const nulls = types === "" ? [] : types.split(", ").map((type) => `null::${type}`);
      const call = `select ${signature.slice(0, signature.indexOf("("))}(${nulls.join(", ")})`;
      const code = (await refusals(role, [call]))[call];
      if (callers.includes(role)) expect(code, call).toBeNull();
      else expect(code, call).toMatch(/^(42501|0A000)$/);
    }
  });

  test("sees of other roles' statements that there are some, and no values in those of its own", async () => {
    const marked = `select '${markOf("b")}' as x, pg_sleep(0)`;
    await database.sql.unsafe(marked);
    const seen = await loggedInAs(role, (sql) => sql`select query from pg_stat_activity where usename = 'postgres'`);
    expect(JSON.stringify(seen)).not.toContain(markOf("b"));
  });
});

describe("what is said to a connection and outlives its transaction", () => {
  const rows = (sql: postgres.Sql | postgres.TransactionSql) => sql`select organization_id from members`;

  test("a statement prepared for one tenant shows another theirs, and nobody anything", async () => {
    await loggedInAs("gatehouse_server", async (sql) => {
      const seenBy = async (setting: string) => {
        await sql.unsafe(`begin; ${setting}`).simple();
        const found = await sql.unsafe("execute members_of_the_tenant");
        await sql.unsafe("commit").simple();
        return found.map((row) => row["organization_id"]);
      };
      await sql.unsafe(`begin; ${enter("a")}`).simple();
      await sql.unsafe("prepare members_of_the_tenant as select organization_id from members").simple();
      await sql.unsafe("commit").simple();
      // More often than it takes PostgreSQL to settle on one plan for all.
      for (let time = 0; time < 7; time += 1) expect(await seenBy(enter("a"))).toEqual([organizationOf("a")]);
      expect(await seenBy(enter("b"))).toEqual([organizationOf("b")]);
      expect(await seenBy("select 1")).toEqual([]);
    });
  });

  test("a cursor with hold keeps the rows of the tenant it was opened for, and has no others", async () => {
    await loggedInAs("gatehouse_server", async (sql) => {
      await sql
        .unsafe(`begin; ${enter("a")}; declare held cursor with hold for select organization_id from members; commit`)
        .simple();
      await sql.unsafe(`begin; ${enter("b")}`).simple();
      expect(await sql.unsafe("fetch all from held")).toEqual([{ organization_id: organizationOf("a") }]);
      await sql.unsafe("commit").simple();
    });
  });

  test("a tenant that was set for the session is not the one of a transaction that sets its own", async () => {
    await loggedInAs("gatehouse_server", async (sql) => {
      await sql`select set_config('app.organization_id', ${organizationOf("b")}, false)`;
      const seen = await sql.begin(async (transaction) => {
        await transaction.unsafe(enter("a"));
        return rows(transaction);
      });
      expect(seen).toEqual([{ organization_id: organizationOf("a") }]);
    });
  });

  test("a tenant that was set for a transaction is gone with it, whether it was committed or not", async () => {
    await loggedInAs("gatehouse_server", async (sql) => {
      for (const end of ["commit", "rollback"]) {
        await sql.unsafe(`begin; ${enter("b")}`).simple();
        expect(await rows(sql)).toEqual([{ organization_id: organizationOf("b") }]);
        await sql.unsafe(end).simple();
        expect(await rows(sql)).toEqual([]);
      }
    });
  });
});

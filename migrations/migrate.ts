/**
 * Brings a database up to date with the numbered files of this folder.
 *
 *     DATABASE_URL=postgres://gatehouse_owner:…@host/gatehouse npm run migrate
 *
 * Run bootstrap.sql as an administrator once before. Connect directly and not through a pooler or Hyperdrive:
 * the lock belongs to the connection.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import type { ReservedSql } from "postgres";
import { checksum, planMigrations } from "./plan.ts";
import type { AppliedMigration, Migration } from "./plan.ts";

/** The migrations cannot run; the message says which one and why. Nothing of the one named has been applied. */
export class MigrationRefusal extends Error {}

/** Any number, as long as everybody who migrates uses the same. */
const lockKey = 4_283_867;

/**
 * Applies what is missing, in order, each file in a transaction of its own, as `gatehouse_owner`.
 * Two runs at once wait for each other.
 *
 * @param databaseUrl of a role that is `gatehouse_owner` or may become it
 * @returns the names of the migrations that were applied now
 * @throws MigrationRefusal
 */
export async function migrate(databaseUrl: string, folder: string = import.meta.dirname): Promise<string[]> {
  const files = await readMigrations(folder);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  const connection = await sql.reserve();
  try {
    await becomeOwner(connection);
    await connection`select pg_advisory_lock(${lockKey})`;
    const plan = planMigrations(files, await readApplied(connection));
    if (!plan.ok) throw new MigrationRefusal(plan.failure.message);
    for (const migration of plan.value) await apply(connection, migration);
    return plan.value.map(({ name }) => name);
  } finally {
    connection.release();
    // Closing the connection gives the lock back, whatever happened.
    await sql.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql") && name !== "bootstrap.sql");
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(join(folder, name), "utf8") })));
}

async function becomeOwner(sql: ReservedSql): Promise<void> {
  await sql`set role gatehouse_owner`.catch((error: Error) => {
    throw new MigrationRefusal(
      `Migrations run as gatehouse_owner, which this connection cannot become: ${error.message}`,
    );
  });
}

async function readApplied(sql: ReservedSql): Promise<AppliedMigration[]> {
  await sql
    .unsafe(`
    create schema if not exists migrations;
    create table if not exists migrations.applied (
      position   integer primary key,
      name       text not null unique,
      checksum   text not null,
      applied_at timestamptz not null default clock_timestamp()
    );
  `)
    .simple();
  return sql<AppliedMigration[]>`select name, checksum from migrations.applied order by position`;
}

async function apply(sql: ReservedSql, migration: Migration): Promise<void> {
  // The one before may have changed settings for the whole connection.
  await sql`reset all`;
  await sql`set role gatehouse_owner`;
  await sql`begin`;
  try {
    await sql.unsafe(migration.sql).simple();
    await sql`set local role gatehouse_owner`;
    await sql`
      insert into migrations.applied (position, name, checksum)
      select count(*) + 1, ${migration.name}, ${checksum(migration)} from migrations.applied
    `;
    await sql`commit`;
  } catch (error) {
    await sql`rollback`;
    throw new MigrationRefusal(`${migration.name} failed and was undone: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

if (import.meta.main) {
  const databaseUrl = process.env["DATABASE_URL"];
  if (databaseUrl === undefined) {
    console.error("Set DATABASE_URL to a direct connection as gatehouse_owner.");
    process.exit(2);
  }
  try {
    const names = await migrate(databaseUrl);
    console.info(names.length === 0 ? "Up to date." : names.map((name) => `Applied ${name}`).join("\n"));
  } catch (error) {
    if (!(error instanceof MigrationRefusal)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../migrations/migrate.ts";
import { endOrphans } from "./orphans.ts";
import { openPostgres } from "./postgres.ts";
import type { LocalPostgres } from "./postgres.ts";
import { databaseRoles, openSecrets } from "./secrets.ts";
import type { LocalSecrets } from "./secrets.ts";
import { cloneStatePath, openStateFolder } from "./state-folder.ts";
import type { StateFolder } from "./state-folder.ts";

const root = join(import.meta.dirname, "..");
const stateName = "postgres-test";
let state: StateFolder;
let secrets: LocalSecrets;
let local: LocalPostgres;
const reports: string[] = [];

const open = (): Promise<LocalPostgres> =>
  openPostgres({ root, state, secrets, durable: false, report: (text) => reports.push(text) });

beforeAll(async () => {
  const path = join(cloneStatePath(root), stateName);
  await endOrphans(path);
  await rm(path, { recursive: true, force: true });
  state = await openStateFolder(root, stateName);
  secrets = await openSecrets(state.private);
  local = await open();
});
afterAll(async () => {
  await local?.stop();
  await rm(state.path, { recursive: true, force: true });
});

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(text)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

describe("the local PostgreSQL", () => {
  it("runs as nobody important and keeps its files from everybody else", async () => {
    const status = await readFile(`/proc/${local.pid()}/status`, "utf8");
    expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).not.toBe("0");
    const { stdout } = await promisify(execFile)("stat", ["-c", "%a", state.database, state.private]);
    expect(stdout.trim().split("\n")).toEqual(["700", "700"]);
  });

  it("knows every role by a password of its own, none of them a superuser or above row security", async () => {
    for (const role of databaseRoles) {
      const [who] = await query<{ role: string; mighty: boolean }>(
        local.url(role),
        `select current_user as role, rolsuper or rolbypassrls or rolcreaterole as mighty
         from pg_roles where rolname = current_user`,
      );
      expect(who).toEqual({ role, mighty: false });
      const wrong = local.url(role).replace(secrets.rolePasswords[role], "wrong");
      await expect(query(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
    }
  });

  it("keeps its port and its data over a stop, a crash and a second life", async () => {
    const url = local.url("gatehouse_owner");
    await query(url, "create table kept (n integer); insert into kept values (1)");
    await local.stop();
    expect(local.pid()).toBeNull();
    await expect(query(url, "select 1")).rejects.toThrow();
    await local.start();
    await local.kill();
    await local.start();
    expect(await query(url, "select n from kept")).toEqual([{ n: 1 }]);
  });

  it("comes back by itself after somebody else has killed it", async () => {
    process.kill(local.pid() as number, "SIGKILL");
    await expect.poll(() => reports.join(), { timeout: 10_000 }).toContain("ended unexpectedly (signal SIGKILL)");
    await expect.poll(() => local.pid(), { timeout: 30_000, interval: 100 }).not.toBeNull();
    expect(await query(local.url("gatehouse_owner"), "select n from kept")).toEqual([{ n: 1 }]);
  });

  it("is ended and started again by the next platform, when the last one was killed", async () => {
    const orphan = local.pid() as number;
    expect(await endOrphans(state.path)).toBe(1);
    expect(() => process.kill(orphan, 0)).toThrow();
    await local.stop();
    // What a killed server leaves behind, with a number that is some other process's by now.
    await writeFile(join(state.database, "postmaster.pid"), `${process.pid}\n${state.database}\n`);
    local = await open();
    expect(await query(local.url("gatehouse_owner"), "select n from kept")).toEqual([{ n: 1 }]);
  });
});

describe("the migration runner", () => {
  const folderWith = async (files: Record<string, string>): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "migrations-"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return folder;
  };
  const first = { "0001_first.sql": "create table first (n integer);" };

  it("applies each file once, as the owner, also when the connection is the administrator's", async () => {
    const folder = await folderWith({ ...first, "bootstrap.sql": "this is not run" });
    expect(await migrate(local.url("postgres"), folder)).toEqual(["0001_first.sql"]);
    expect(await migrate(local.url("gatehouse_owner"), folder)).toEqual([]);
    const owners = await query(
      local.url("postgres"),
      "select tableowner as owner from pg_tables where tablename = 'first'",
    );
    expect(owners).toEqual([{ owner: "gatehouse_owner" }]);
  });

  it("leaves nothing of a migration that fails, and everything of those before it", async () => {
    const second = { ...first, "0002_second.sql": "create table second ();" };
    const broken = await folderWith({ ...second, "0003_broken.sql": "create table third (); select 1 / 0;" });
    await expect(migrate(local.url("gatehouse_owner"), broken)).rejects.toThrow(
      /0003_broken\.sql failed and was undone/,
    );
    const tables = await query(
      local.url("postgres"),
      "select tablename as name from pg_tables where tablename in ('second', 'third')",
    );
    expect(tables).toEqual([{ name: "second" }]);
    const mended = await folderWith({ ...second, "0003_mended.sql": "create table third ();" });
    expect(await migrate(local.url("gatehouse_owner"), mended)).toEqual(["0003_mended.sql"]);
  });

  it("lets two who migrate at once take turns", async () => {
    const folder = await folderWith({
      ...first,
      "0002_second.sql": "create table second ();",
      "0003_mended.sql": "create table third ();",
      "0004_slow.sql": "select pg_sleep(0.3); create table fourth ();",
    });
    const url = local.url("gatehouse_owner");
    const applied = await Promise.all([migrate(url, folder), migrate(url, folder)]);
    expect(applied.flat()).toEqual(["0004_slow.sql"]);
  });

  it("refuses a role that is not the owner and cannot become it", async () => {
    const folder = await folderWith(first);
    await expect(migrate(local.url("gatehouse_server"), folder)).rejects.toThrow(/run as gatehouse_owner/);
  });
});

it("refuses a state folder that is somebody else's doing", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "elsewhere-"));
  const planted = join(cloneStatePath(root), "planted-test");
  await symlink(elsewhere, planted);
  try {
    await expect(openStateFolder(root, "planted-test")).rejects.toThrow(/does not belong/);
  } finally {
    await rm(planted);
  }
});

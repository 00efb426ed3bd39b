import { describe, expect, it } from "vitest";
import { checksum, planMigrations } from "./plan.ts";
import type { AppliedMigration, Migration } from "./plan.ts";

const first: Migration = { name: "0001_first.sql", sql: "create table first ();" };
const second: Migration = { name: "0002_second.sql", sql: "create table second ();" };

function applied(...migrations: readonly Migration[]): AppliedMigration[] {
  return migrations.map((migration) => ({ name: migration.name, checksum: checksum(migration) }));
}

describe("planning migrations", () => {
  it("runs everything on a new database, in the order of the numbers and not of the folder", () => {
    expect(planMigrations([second, first], [])).toEqual({ ok: true, value: [first, second] });
  });

  it("runs only what has not been applied", () => {
    expect(planMigrations([first, second], applied(first))).toEqual({ ok: true, value: [second] });
    expect(planMigrations([first, second], applied(first, second))).toEqual({ ok: true, value: [] });
  });

  it("refuses a migration that was changed after it had been applied", () => {
    const edited = { ...first, sql: `${first.sql} -- one more thing` };
    expect(planMigrations([edited, second], applied(first))).toMatchObject({ ok: false, failure: { kind: "changed" } });
  });

  it("takes the line ends of another system for no change", () => {
    const unix = { ...first, sql: "select 1;\nselect 2;\n" };
    const windows = { ...first, sql: "select 1;\r\nselect 2;\r\n" };
    expect(planMigrations([windows], applied(unix))).toEqual({ ok: true, value: [] });
  });

  it("refuses a folder that lacks what has been applied, or has it in another place", () => {
    expect(planMigrations([first], applied(first, second))).toMatchObject({ ok: false, failure: { kind: "missing" } });
    const renamed = { ...first, name: "0001_renamed.sql" };
    expect(planMigrations([renamed, second], applied(first))).toMatchObject({
      ok: false,
      failure: { kind: "missing" },
    });
  });

  it("refuses gaps, doubles and names without a number", () => {
    const third = { ...second, name: "0003_third.sql" };
    const twin = { ...second, name: "0001_twin.sql" };
    expect(planMigrations([first, third], [])).toMatchObject({ ok: false, failure: { kind: "gap" } });
    expect(planMigrations([first, twin], [])).toMatchObject({ ok: false, failure: { kind: "gap" } });
    expect(planMigrations([{ ...first, name: "first.sql" }], [])).toMatchObject({
      ok: false,
      failure: { kind: "badName" },
    });
  });

  it("refuses a migration that would end its own transaction, but not a block of a function", () => {
    const committing = { ...first, sql: "create table a ();\n  COMMIT;\ncreate table b ();" };
    expect(planMigrations([committing], [])).toMatchObject({ ok: false, failure: { kind: "transaction" } });
    const block = { ...first, sql: "do $$\nbegin\n  perform 1;\nend;\n$$;" };
    expect(planMigrations([block], [])).toMatchObject({ ok: true });
  });
});

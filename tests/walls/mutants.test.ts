import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessMutants } from "./access-mutants.ts";
import { breachesIn, rules } from "./catalogue.ts";
import { functionMutants } from "./function-mutants.ts";
import { keyMutants } from "./key-mutants.ts";
import { roleMutants } from "./role-mutants.ts";
import { scratchDatabase, type ScratchDatabase } from "./scratch-database.ts";
import { tableMutants } from "./table-mutants.ts";

const mutants = [...tableMutants, ...keyMutants, ...accessMutants, ...functionMutants, ...roleMutants];

/** Thrown to take back what a mutant did. */
class Undone extends Error {}

let database: ScratchDatabase;
beforeAll(async () => {
  database = await scratchDatabase("mutants");
});
afterAll(() => database[Symbol.asyncDispose]());

/** What the catalogue finds after a change, which is then undone. */
async function breachesAfter(change: string): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const changed = database.sql.begin(async (sql) => {
    await sql.unsafe(change).simple();
    found = await breachesIn(sql);
    throw new Undone();
  });
  await expect(changed).rejects.toBeInstanceOf(Undone);
  return found;
}

describe("a database that the migrations alone have made", () => {
  test("breaks no rule of the catalogue", async () => {
    expect(await breachesIn(database.sql)).toEqual([]);
  });

  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))("is told from one with %s", async (_, mutant) => {
    const breaches = await breachesAfter(mutant.sql);
    const named = breaches.filter((breach) => breach.startsWith(mutant.breaks));
    expect(named.join("\n"), breaches.join("\n")).toContain(mutant.by);
  });

  test("has for every rule something that breaks it", () => {
    const unbroken = rules.filter(({ name }) => !mutants.some(({ breaks }) => name.startsWith(breaks)));
    expect(unbroken.map(({ name }) => name)).toEqual([]);
  });
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BreakableDatabase, missing, noWalls, walls, type Broken } from "./broken.ts";
import { operations, passers, type Operation } from "./operations.ts";
import { tracesOf, type Letter } from "./rows.ts";
import { subjectOf } from "./subject.ts";

/*
 * The three walls, with one of them missing at a time. Every function that takes a tenant's database runs for tenant A,
 * aimed at what is B's and at what does not exist.
 */

let database: BreakableDatabase;
beforeAll(async () => {
  database = await BreakableDatabase.create("mutations");
});
afterAll(() => database[Symbol.asyncDispose]());

async function run({ role, run: work }: Operation, how: Broken, target: Letter) {
  const subject = await subjectOf(target);
  return database.run(how, role, (tools) => work(tools, subject));
}

test("every function that takes a tenant's database is tried here, or said to pass it on", async () => {
  const root = join(import.meta.dirname, "..", "..");
  const taking = /^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(([\s\S]*?)\)(?:: [^\n]*)? \{$/gm;
  const found: string[] = [];
  for (const folder of ["src", "durable-objects"]) {
    for (const path of await readdir(join(root, folder), { recursive: true })) {
      if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
      for (const [, name, parameters = ""] of (await readFile(join(root, folder, path), "utf8")).matchAll(taking)) {
        if (/\b(TenantStatements|TenantDb|Ceremony)\b/.test(parameters)) found.push(`${folder}/${path} ${name}`);
      }
    }
  }
  const known = [...operations.map(({ of }) => of), ...Object.keys(passers)];
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !found.includes(name))).toEqual([]);
});

const numbered = operations.map((one, index) => [`${one.of.replace(/.* /, "")} (${index})`, one] as const);

/** What an operation says with every wall about what does not exist: no missing wall may make it say anything else. */
const answers = new Map<Operation, Promise<string>>();

function answerOf(operation: Operation): Promise<string> {
  const known = answers.get(operation) ?? run(operation, walls, "n").then(({ answer }) => answer);
  answers.set(operation, known);
  return known;
}

describe.each(missing.map((broken) => [broken.name, broken] as const))("%s", (_, how) => {
  test.each(numbered)("%s finds nothing of another tenant and changes nothing", async (__, operation) => {
    const [theirs, nobodys] = [await run(operation, how, "b"), await run(operation, how, "n")];
    expect(theirs.answer, "what is theirs answers as what does not exist").toBe(nobodys.answer);
    expect(nobodys.raw, "nothing of theirs is in an answer that nobody asked for them").not.toMatch(tracesOf("b"));
    expect([theirs.touched.b, nobodys.touched.b], "nothing of theirs has changed").toEqual([false, false]);
    if (how.scope === "a") expect(theirs.answer, "it is what all walls let it be").toBe(await answerOf(operation));
    else expect([theirs.touched.a, nobodys.touched.a], "nothing was written for either").toEqual([false, false]);
  });
});

describe("without either wall, so that the tests above are seen to tell", () => {
  const telling = numbered.filter(([, { silent }]) => silent === undefined);

  test.each(telling)("%s reaches the other tenant", async (__, operation) => {
    const [theirs, nobodys] = [await run(operation, noWalls, "b"), await run(operation, noWalls, "n")];
    expect(theirs.predicates).toBeGreaterThan(0);
    const differs = theirs.answer !== nobodys.answer || nobodys.answer !== (await answerOf(operation));
    const reached = differs || tracesOf("b").test(nobodys.raw) || theirs.touched.b || nobodys.touched.b;
    expect(reached, `${theirs.raw} ${nobodys.raw}`).toBe(true);
  });
});

describe("with every wall", () => {
  test.each(numbered)("%s does for its own tenant what it is there for", async (__, operation) => {
    const own = await run(operation, walls, "a");
    // The tenant is there: making it again must fail, on its own key.
    if (own.raw.startsWith("failed")) expect(own.raw).toMatch(/unique constraint "organization(s|_settings)_pkey"/);
    else expect(own.touched.a || tracesOf("a").test(own.raw) || /true|owner|\d/.test(own.raw), own.raw).toBe(true);
  });
});

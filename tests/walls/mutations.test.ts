import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PostgresRecord } from "../../durable-objects/postgres-record.ts";
import { Postgres } from "../../durable-objects/postgres.ts";
import { BreakableDatabase, missing, noWalls, walls, type Broken } from "./broken.ts";
import type { Operation } from "./operation.ts";
import { onlyWhenBroken, operations, passers } from "./operations.ts";
import { tracesOf, type Letter } from "./rows.ts";
import { subjectOf, type Subject } from "./subject.ts";

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
  const functions = operations.map(({ of }) => of).filter((of) => !of.includes(" StoredChain."));
  const known = [...functions, ...Object.keys(passers)];
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !found.includes(name))).toEqual([]);
});

const numbered = operations.map((one, index) => [`${one.of.replace(/.* /, "")} (${index})`, one] as const);

/** What an operation says with every wall about what does not exist: no missing wall may make it say anything else. */
const answers = new Map<string, Promise<string>>();

function answerOf([name, operation]: (typeof numbered)[number], scope: Letter): Promise<string> {
  const known = answers.get(name + scope) ?? run(operation, { ...walls, scope }, "n").then(({ answer }) => answer);
  answers.set(name + scope, known);
  return known;
}

describe.each(missing.map((broken) => [broken.name, broken] as const))("%s", (_, how) => {
  test.each(numbered)("%s finds nothing of another tenant and changes nothing", async (...one) => {
    const [theirs, nobodys] = [await run(one[1], how, "b"), await run(one[1], how, "n")];
    expect(theirs.answer, "what is theirs answers as what does not exist").toBe(nobodys.answer);
    expect(nobodys.raw, "nothing of theirs is in an answer that nobody asked for them").not.toMatch(tracesOf("b"));
    expect([theirs.touched.b, nobodys.touched.b], "nothing of theirs has changed").toEqual([false, false]);
    if (how.scope === "a") expect(theirs.answer, "it is what all walls let it be").toBe(await answerOf(one, "a"));
    else expect([theirs.touched.a, nobodys.touched.a], "nothing was written for either").toEqual([false, false]);
  });
});

// An answer that has room for one row shows the tenant's own first: only a tenant that has none tells.
describe.each(missing.filter(({ scope }) => scope === "a").map((broken) => [broken.name, broken] as const))(
  "%s",
  (_, how) => {
    test.each(numbered)("%s finds nothing for a tenant that has nothing", async (...one) => {
      const { raw, answer, touched } = await run(one[1], { ...how, scope: "n" }, "n");
      expect(raw).not.toMatch(tracesOf("a"));
      expect(raw).not.toMatch(tracesOf("b"));
      expect(answer).toBe(await answerOf(one, "n"));
      expect(touched).toEqual({ a: false, b: false });
    });
  },
);

describe("what a gatekeeper looks up on connections of its own, without the policies", () => {
  const how = missing.find(({ policies }) => !policies) ?? noWalls;
  const address = { baseDomain: "localhost", scheme: "http", port: "" } as const;

  /** As the gatekeeper of tenant A does it, about somebody. */
  async function lookUp(target: Letter, work: (record: PostgresRecord, subject: Subject) => Promise<unknown>) {
    const subject = await subjectOf(target);
    const ending = await database.run(how, "gatehouse_coordinator", async ({ url, db }) => {
      const closing: Promise<unknown>[] = [];
      const options = () => ({ connectionString: url, pipeline: true });
      const postgres = new Postgres(db.organizationId, options, (end) => void closing.push(end));
      const idle = () => Promise.reject(new Error("Nothing is delivered or looked at here"));
      const record = new PostgresRecord(postgres, address, idle, { check: idle, checkDue: idle });
      const found = await work(record, subject);
      await Promise.all(closing);
      return found;
    });
    return ending.raw;
  }

  test("the role of a user of another tenant is that of nobody", async () => {
    const roleOf = (record: PostgresRecord, { userId }: Subject) => record.roleOf(userId);
    expect([await lookUp("a", roleOf), await lookUp("b", roleOf)]).toEqual(['"owner"', "null"]);
  });

  test("a change whose audit row is another tenant's was not committed", async () => {
    const outcomeOf = (record: PostgresRecord, { mark, userId }: Subject) => {
      const change = { kind: "member-remove", userId, actorRole: "operator" } as const;
      const actor = { type: "system", id: null, name: null } as const;
      const audit = { actor, requestId: "req_x", address: null, userAgent: null };
      return record.outcomeOf({ change, audit, auditId: `aud_${mark}` });
    };
    expect(await lookUp("a", outcomeOf)).toMatch(/"committed":true.*"role":"owner"/);
    expect(await lookUp("b", outcomeOf)).toMatch(/"committed":false.*"role":null/);
  });
});

describe("without either wall, so that the tests above are seen to tell", () => {
  const telling = numbered.filter(([, { silent }]) => silent === undefined);

  test.each(telling)("%s reaches another tenant", async (...one) => {
    const [theirs, nobodys] = [await run(one[1], noWalls, "b"), await run(one[1], noWalls, "n")];
    const rowless = await run(one[1], { ...noWalls, scope: "n" }, "n");
    expect(theirs.predicates).toBeGreaterThan(0);
    const differs = theirs.answer !== nobodys.answer || nobodys.answer !== (await answerOf(one, "a"));
    const reached = differs || rowless.answer !== (await answerOf(one, "n")) || theirs.touched.b || nobodys.touched.b;
    expect(reached, `${theirs.raw} ${nobodys.raw}`).toBe(true);
  });
});

describe("with every wall", () => {
  test.each(numbered)("%s does for its own tenant what it is there for", async (__, operation) => {
    const own = await run(operation, walls, "a");
    // The tenant is there: making it again must fail, on its own key.
    if (operation.silent === onlyWhenBroken) expect(own.raw).toBe("[]");
    else if (own.raw.startsWith("failed"))
      expect(own.raw).toMatch(/unique constraint "organization(s|_settings)_pkey"/);
    else expect(own.touched.a || tracesOf("a").test(own.raw) || /true|owner|\d/.test(own.raw), own.raw).toBe(true);
  });
});

import type { DBAdapter, Where } from "@better-auth/core/db/adapter";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identityProvider } from "../../src/identity/identity-provider.ts";
import { BreakableDatabase, missing, noWalls, walls, type Broken } from "./broken.ts";
import { organizationOf, tracesOf, type Letter } from "./rows.ts";
import { subjectOf, type Subject } from "./subject.ts";

/*
 * Better Auth's adapter, with one of the three walls missing at a time. It runs as the owner of the tables, who may do
 * what the role of the auth worker has no right to, and is under the policies all the same.
 */
let database: BreakableDatabase;
beforeAll(async () => {
  database = await BreakableDatabase.create("adapter");
});
afterAll(() => database[Symbol.asyncDispose]());

interface Query {
  readonly model: string;
  readonly where: Where[];
}

const update = { updatedAt: new Date(0) };

/** Every method that takes a condition; identity-adapter.test.ts holds the adapter to the library's list of methods. */
const methods: Readonly<Record<string, (adapter: DBAdapter, query: Query) => Promise<unknown>>> = {
  findOne: (adapter, query) => adapter.findOne(query),
  findMany: (adapter, query) => adapter.findMany(query),
  count: (adapter, query) => adapter.count(query),
  update: (adapter, query) => adapter.update({ ...query, update }),
  updateMany: (adapter, query) => adapter.updateMany({ ...query, update }),
  delete: (adapter, query) => adapter.delete(query),
  deleteMany: (adapter, query) => adapter.deleteMany(query),
  consumeOne: (adapter, query) => adapter.consumeOne(query),
  incrementOne: (adapter, query) => adapter.incrementOne({ ...query, increment: {}, set: update }),
};

/** What can be asked for, by model and field. */
const conditions: readonly (readonly [model: string, field: string, valueOf: (subject: Subject) => string])[] = [
  ["user", "email", ({ email }) => email],
  ["account", "userId", ({ userId }) => userId],
  ["session", "userId", ({ userId }) => userId],
  ["verification", "identifier", ({ mark }) => mark],
];

const cases = Object.keys(methods).flatMap((method) =>
  conditions.map(([model, field]) => [method, model, field] as const),
);

async function run(how: Broken, [method, model, field]: (typeof cases)[number], target: Letter) {
  const [call, condition] = [methods[method], conditions.find(([one, by]) => one === model && by === field)];
  if (call === undefined || condition === undefined)
    throw new Error(`${method} of ${model} by ${field} is not tried here`);
  const value = condition[2](await subjectOf(target));
  return database.run(how, "gatehouse_owner", ({ db, ceremony }) =>
    db.transaction(async (statements) => {
      const { auth } = identityProvider(statements, { ...ceremony, method: "password" });
      const { adapter } = await auth.$context;
      // It says of which options it is; nobody here asks.
      return call(adapter as unknown as DBAdapter, { model, where: [{ field, value }] });
    }),
  );
}

describe.each(missing.map((broken) => [broken.name, broken] as const))("%s", (_, how) => {
  test.each(cases)("%s of %s by its %s finds nothing of another tenant and changes nothing", async (...one) => {
    const [theirs, nobodys] = [await run(how, one, "b"), await run(how, one, "n")];
    expect(theirs.answer).toBe(nobodys.answer);
    expect(nobodys.raw).not.toMatch(tracesOf("b"));
    expect([theirs.touched, nobodys.touched]).toEqual([unmoved, unmoved]);
  });
});

const unmoved = { a: false, b: false };

describe("without either wall, so that the tests above are seen to tell", () => {
  test.each(cases)("%s of %s by its %s reaches the other tenant", async (...one) => {
    const [theirs, nobodys] = [await run(noWalls, one, "b"), await run(noWalls, one, "n")];
    expect(theirs.predicates).toBeGreaterThan(0);
    expect(theirs.answer !== nobodys.answer || theirs.touched.b || nobodys.touched.b, theirs.raw).toBe(true);
  });
});

describe.each(
  missing
    .filter(({ scope }) => scope === "b")
    .concat(walls)
    .map((broken) => [broken.name, broken] as const),
)("%s", (_, how) => {
  test("a row is created in the tenant of the transaction or not at all, whatever it says of itself", async () => {
    const created = await database.run(how, "gatehouse_auth", ({ db, ceremony }) =>
      db.transaction(async (statements) => {
        const { auth } = identityProvider(statements, { ...ceremony, method: "password" });
        const { adapter } = await auth.$context;
        const data = { identifier: "x", value: "x", expiresAt: new Date(0), organizationId: organizationOf("b") };
        return (adapter as unknown as DBAdapter).create({ model: "verification", data });
      }),
    );
    if (how.scope === "b") expect(created.raw).toContain("row-level security");
    expect(created.touched).toEqual({ a: how.scope === "a", b: false });
  });
});

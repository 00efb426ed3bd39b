import type { DBAdapter, Where } from "@better-auth/core/db/adapter";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { beforeAll, describe, expect, test } from "vitest";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import { identityProvider } from "../src/identity/identity-provider.ts";
import { accounts, sessions, users, verifications } from "../src/identity/table.ts";
import { randomToken, sha256Hex } from "../src/identifiers/digest.ts";
import { authConnection, newPool, type Pool } from "./identity-world.ts";

let a: Pool;
let b: Pool;
let ada: { id: string };
const token = randomToken();
beforeAll(async () => {
  [a, b] = [await newPool(), await newPool()];
  ada = await a.member("ada@people.test");
  await within(a, async (adapter) => {
    await adapter.create({ model: "session", data: { ...sessionOf(a), userId: ada.id, token } });
    await adapter.create({ model: "verification", data: { identifier: "of-a", value: ada.id, expiresAt: later() } });
  });
});

const later = () => new Date(Date.now() + 60_000);

function sessionOf(pool: Pool) {
  const times = { createdAt: new Date(), updatedAt: new Date(), expiresAt: later() };
  return { ...times, method: "password", host: pool.host, asOf: 1 };
}

/** Better Auth's adapter as a ceremony of this pool would use it; past row security, when it must hold by itself. */
async function within<Value>(
  pool: Pool,
  work: (adapter: DBAdapter, statements: TenantStatements) => Promise<Value>,
  role = "gatehouse_auth",
): Promise<Value> {
  const ceremony = await pool.ceremony({}, role);
  return ceremony.database.transaction(async (statements) => {
    const { auth } = identityProvider(statements, { ...ceremony, method: "password" });
    const { adapter } = await auth.$context;
    // It says of which options it is; nobody here asks.
    return work(adapter as unknown as DBAdapter, statements);
  });
}

/** Everything the tables of identity hold of a pool. */
async function contents(pool: Pool) {
  return JSON.stringify([
    await pool.rows("users"),
    await pool.rows("accounts"),
    await pool.rows("sessions"),
    await pool.rows("verifications"),
  ]);
}

test("the adapter has every method the library's has, and no more: one that is new must be thought about first", async () => {
  await within(a, async (scoped, statements) => {
    const schema = { user: users, session: sessions, account: accounts, verification: verifications };
    const real = drizzleAdapter(statements.db, { provider: "pg", schema })({});
    // It writes a schema file for the command line tool; a ceremony has no use for it.
    const names = Object.keys(real).filter((name) => name !== "createSchema");
    expect(Object.keys(scoped).toSorted()).toEqual(names.toSorted());
  });
});

describe.each([
  ["under row security", "gatehouse_auth"],
  ["even where row security does not reach", "postgres"],
])("for another organization, what belongs to one does not exist, %s", (_, role) => {
  const asB = <Value>(work: (adapter: DBAdapter) => Promise<Value>) => within(b, work, role);

  /** What the role may not do at all, Postgres refuses before it looks for rows (docs/database.md). */
  async function findsNothing<Value>(work: (adapter: DBAdapter) => Promise<Value>, nothing: Value): Promise<void> {
    const found = await asB(work).catch((error: { cause?: { code?: string } }) => {
      if (role !== "postgres" && error.cause?.code === "42501") return nothing;
      throw error;
    });
    expect(found).toEqual(nothing);
  }

  const models: readonly [string, () => Where[]][] = [
    ["user", () => [{ field: "id", value: ada.id }]],
    ["user", () => [{ field: "email", value: "ada@people.test" }]],
    ["account", () => [{ field: "userId", value: ada.id }]],
    ["session", () => [{ field: "token", value: token }]],
    ["session", () => [{ field: "token", value: [token, "another"], operator: "in" }]],
    ["session", () => [{ field: "userId", value: ada.id }]],
    ["verification", () => [{ field: "identifier", value: "of-a" }]],
    [
      "user",
      () => [
        { field: "id", value: "nobody", connector: "OR" },
        { field: "email", value: "ada@people.test", connector: "OR" },
      ],
    ],
    [
      "user",
      () => [
        { field: "organizationId", value: a.organizationId, connector: "OR" },
        { field: "id", value: ada.id, connector: "OR" },
      ],
    ],
    ["user", () => [{ field: "organizationId", value: a.organizationId }]],
  ];

  test.each(models)("%s, looked up (%#)", async (model, where) => {
    await asB(async (adapter) => {
      expect(await adapter.findOne({ model, where: where() })).toBeNull();
      expect(await adapter.findMany({ model, where: where() })).toEqual([]);
      expect(await adapter.count({ model, where: where() })).toBe(0);
    });
    await within(a, async (adapter) => {
      const own = where().filter(({ field }) => field !== "organizationId");
      if (own.length > 0) expect(await adapter.count({ model, where: own })).toBeGreaterThan(0);
    });
  });

  test.each(models)("%s, changed or deleted (%#)", async (model, where) => {
    const before = await contents(a);
    const update = { updatedAt: new Date(0) };
    await findsNothing((adapter) => adapter.update({ model, where: where(), update }), null);
    await findsNothing((adapter) => adapter.updateMany({ model, where: where(), update }), 0);
    await findsNothing((adapter) => adapter.incrementOne({ model, where: where(), increment: {}, set: update }), null);
    await findsNothing((adapter) => adapter.consumeOne({ model, where: where() }), null);
    await findsNothing((adapter) => adapter.deleteMany({ model, where: where() }), 0);
    await findsNothing((adapter) => adapter.delete({ model, where: where() }), undefined);
    expect(await contents(a)).toBe(before);
  });

  test("not by asking for everything, either", async () => {
    await asB(async (adapter) => {
      for (const model of ["user", "account", "session", "verification"]) {
        expect(await adapter.findMany({ model })).toEqual([]);
        expect(await adapter.count({ model })).toBe(0);
      }
    });
  });

  test("not through a transaction of the library's, which runs in the one that is open", async () => {
    await asB(async (adapter) => {
      const found = await adapter.transaction((inner) =>
        inner.findOne({ model: "user", where: [{ field: "id", value: ada.id }] }),
      );
      expect(found).toBeNull();
    });
  });
});

describe("a row", () => {
  test("cannot be created in another organization, whatever it says of itself", async () => {
    const data = { identifier: "stray", value: "x", expiresAt: later(), organizationId: a.organizationId };
    await within(b, (adapter) => adapter.create({ model: "verification", data }));
    expect((await a.rows("verifications")).map(({ identifier }) => identifier)).not.toContain("stray");
    expect((await b.rows("verifications")).map(({ identifier }) => identifier)).toContain("stray");
  });

  test("cannot be moved to another organization", async () => {
    const where = [{ field: "identifier", value: "of-a" }];
    const update = { organizationId: b.organizationId, value: "moved" };
    const move = async (adapter: DBAdapter) => {
      await adapter.update({ model: "verification", where, update });
      await adapter.updateMany({ model: "verification", where, update });
      await adapter.incrementOne({ model: "verification", where, increment: {}, set: update });
    };
    await expect(within(a, move)).rejects.toMatchObject({ cause: { code: "42501" } });
    await within(a, move, "postgres");
    expect(await a.rows("verifications")).toMatchObject([{ identifier: "of-a", value: "moved" }]);
  });

  test("cannot belong to a user of another organization", async () => {
    const foreign = within(b, (adapter) =>
      adapter.create({ model: "session", data: { ...sessionOf(b), userId: ada.id, token: "foreign" } }),
    );
    await expect(foreign).rejects.toMatchObject({ cause: { code: "23503" } });
  });

  test("is not changed without a condition", async () => {
    await within(a, async (adapter) => {
      const all = { model: "user", where: [] };
      await expect(adapter.updateMany({ ...all, update: { name: "Everybody" } })).rejects.toThrow("needs a condition");
      await expect(adapter.update({ ...all, update: { name: "Everybody" } })).rejects.toThrow("needs a condition");
      await expect(adapter.deleteMany(all)).rejects.toThrow("needs a condition");
      await expect(adapter.delete(all)).rejects.toThrow("needs a condition");
      await expect(adapter.consumeOne(all)).rejects.toThrow("needs a condition");
      await expect(adapter.incrementOne({ ...all, increment: {}, set: { name: "x" } })).rejects.toThrow(
        "needs a condition",
      );
    });
  });

  test("of a model nobody has scoped does not exist", async () => {
    await within(a, async (adapter) => {
      await expect(adapter.findMany({ model: "twoFactor" })).rejects.toThrow("not scoped to tenants");
      await expect(adapter.findMany({ model: "constructor" })).rejects.toThrow("not scoped to tenants");
    });
  });
});

test("row security stands behind the adapter: the same role sees nothing when the adapter is left out", async () => {
  const connection = authConnection();
  const foreign = await b.database(connection).db.select().from(users);
  expect(foreign).toEqual([]);
  const bare = await connection.query({ text: "select id from users" });
  expect(bare.rows).toEqual([]);
});

describe("secrets", () => {
  test("a session's token rests as its hash, and shows only to a query that brought it", async () => {
    const where = [{ field: "token", value: token }];
    await within(a, async (adapter) => {
      expect(await adapter.findOne({ model: "session", where })).toMatchObject({ token, userId: ada.id });
      const many = await adapter.findMany({
        model: "session",
        where: [{ field: "token", value: [token], operator: "in" }],
      });
      expect(many).toMatchObject([{ token }]);
      const [listed] = await adapter.findMany<{ token: string }>({
        model: "session",
        where: [
          { field: "host", value: a.host },
          { field: "method", value: "password" },
        ],
      });
      expect(listed?.token).toBe(await sha256Hex(token));
      expect(
        await adapter.findOne({ model: "session", where: [{ field: "token", value: listed?.token ?? "" }] }),
      ).toBeNull();
      await expect(
        adapter.findMany({ model: "session", where: [{ field: "token", value: "a", operator: "starts_with" }] }),
      ).rejects.toThrow("looked up whole");
    });
    expect(await contents(a)).not.toContain(token);
    expect(await contents(a)).toContain(await sha256Hex(token));
  });

  test("a linked account's tokens rest sealed for their tenant and column, and come back open", async () => {
    const secrets = { accessToken: "access-1", refreshToken: "refresh-1", idToken: "id-1" };
    const data = { ...secrets, userId: ada.id, providerId: "idp", accountId: "ada-at-idp" };
    const where = [{ field: "providerId", value: "idp" }];
    await within(a, async (adapter) => {
      expect(await adapter.create({ model: "account", data })).toMatchObject(secrets);
      expect(await adapter.update({ model: "account", where, update: { accessToken: "access-2" } })).toMatchObject({
        accessToken: "access-2",
        refreshToken: "refresh-1",
      });
      const user = await adapter.findOne<{ account: object[] }>({
        model: "user",
        where: [{ field: "id", value: ada.id }],
        join: { account: true },
      });
      expect(user?.account).toContainEqual(expect.objectContaining({ idToken: "id-1" }));
      await expect(
        adapter.findOne({ model: "account", where: [{ field: "accessToken", value: "access-2" }] }),
      ).rejects.toThrow("sealed");
    });
    const text = JSON.stringify(await a.rows("accounts"));
    for (const secret of ["access-1", "access-2", "refresh-1", "id-1"]) expect(text).not.toContain(secret);
    await a.change((sql) => sql`update accounts set refresh_token = access_token where provider_id = 'idp'`);
    await expect(within(a, (adapter) => adapter.findOne({ model: "account", where }))).rejects.toThrow();
  });
});

describe("joins, which the library would make past this adapter", () => {
  test("bring the rows of the same organization", async () => {
    await within(a, async (adapter) => {
      const session = await adapter.findOne({
        model: "session",
        where: [{ field: "token", value: token }],
        join: { user: true },
      });
      expect(session).toMatchObject({ token, user: { id: ada.id, email: "ada@people.test" } });
      const [user] = await adapter.findMany<{ session: object[] }>({
        model: "user",
        where: [{ field: "id", value: ada.id }],
        join: { session: { limit: 1 } },
      });
      expect(user?.session).toHaveLength(1);
    });
  });

  test("of models without a known relation are refused", async () => {
    await within(a, async (adapter) => {
      const where = [{ field: "id", value: ada.id }];
      await expect(adapter.findOne({ model: "user", where, join: { verification: true } })).rejects.toThrow(
        "not known",
      );
    });
  });
});

describe("what is consumed", () => {
  test("is consumed by one of many who try at the same time", async () => {
    const where = [{ field: "identifier", value: "once" }];
    const data = { identifier: "once", value: "x", expiresAt: later() };
    await within(a, (adapter) => adapter.create({ model: "verification", data }));
    const winners = await Promise.all(
      Array.from({ length: 8 }, () => within(a, (adapter) => adapter.consumeOne({ model: "verification", where }))),
    );
    expect(winners.filter((row) => row !== null)).toHaveLength(1);
  });
});

import type { DBAdapter, Where } from "@better-auth/core/db/adapter";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import type { BetterAuthOptions } from "better-auth/minimal";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Seal } from "../secrets/seal.ts";
import { accounts, sessions, users, verifications } from "./table.ts";
import { TenantRows, type KnownTokens, type Row } from "./tenant-rows.ts";

/**
 * Better Auth's way to the database, for one tenant and inside one transaction that is already open. Every query
 * and every row carries the organization (row security is the wall behind it), session tokens rest as their SHA-256,
 * the secrets of linked accounts rest sealed. It is written out method by method, so that what a later version of
 * the library adds does not exist until somebody has thought about it.
 */
export function tenantAdapter(statements: TenantStatements, seal: Seal): (options: BetterAuthOptions) => DBAdapter {
  const drizzle = drizzleAdapter(statements.db, {
    provider: "pg",
    schema: { user: users, session: sessions, account: accounts, verification: verifications },
    // Drizzle's own transactions would send BEGIN and COMMIT into the one that is open.
    transaction: false,
  });
  return (options) => scoped(drizzle(options), new TenantRows(statements.organizationId, seal));
}

/** How rows lead to others: the library joins past this adapter when it is left to it, so joins are made here. */
const relations: Readonly<Record<string, { from: string; to: string; many: boolean }>> = {
  "session.user": { from: "userId", to: "id", many: false },
  "account.user": { from: "userId", to: "id", many: false },
  "user.account": { from: "id", to: "userId", many: true },
  "user.session": { from: "id", to: "userId", many: true },
};

/** Whose id nobody has. */
const nobody: Row = { id: "usr_000000000000000000000000", userId: "usr_000000000000000000000000" };

type FindOne = Parameters<DBAdapter["findOne"]>[0];
type FindMany = Parameters<DBAdapter["findMany"]>[0];

function scoped(adapter: DBAdapter, rows: TenantRows): DBAdapter {
  async function findOne({ model, where, ...query }: Omit<FindOne, "join">): Promise<Row | null> {
    const narrowed = await rows.narrow(model, where);
    return revealed(model, await adapter.findOne<Row>({ ...query, model, where: narrowed.where }), narrowed.tokens);
  }

  async function findMany({ model, where, ...query }: Omit<FindMany, "join">): Promise<Row[]> {
    const narrowed = await rows.narrow(model, where ?? []);
    const found = await adapter.findMany<Row>({ ...query, model, where: narrowed.where });
    return Promise.all(found.map(async (row) => rows.reveal(model, row, narrowed.tokens)));
  }

  async function withRelated(
    model: string,
    row: Row,
    { join, select }: Pick<FindOne, "join" | "select">,
  ): Promise<Row> {
    const joined: Row = { ...row };
    for (const [related, wanted] of Object.entries(join ?? {})) {
      if (wanted === false) continue;
      const relation = relations[`${model}.${related}`];
      if (relation === undefined || select !== undefined)
        throw new Error(`This join of ${model} with ${related} is not known`);
      const where: Where[] = [{ field: relation.to, value: String(row[relation.from]) }];
      const limit = typeof wanted === "object" ? { limit: wanted.limit } : {};
      joined[related] = relation.many
        ? await findMany({ model: related, where, ...limit })
        : await findOne({ model: related, where });
    }
    return joined;
  }

  async function revealed(model: string, row: Row | null, tokens: KnownTokens): Promise<Row | null> {
    return row === null ? null : rows.reveal(model, row, tokens);
  }

  // The type parameters of the library's methods are what their callers claim to get; here a row is a row.
  const methods: DBAdapter = {
    id: adapter.id,
    ...(adapter.options === undefined ? {} : { options: adapter.options }),

    transaction: async (work) => work(methods),

    async create<T extends Row, R = T>({ model, data, ...query }: { model: string; data: Omit<T, "id"> }): Promise<R> {
      const concealed = await rows.conceal(model, data);
      const complete = { ...concealed.data, organizationId: rows.organizationId };
      const row = await adapter.create<Row, Row>({ ...query, model, data: complete });
      return (await rows.reveal(model, row, concealed.tokens)) as R;
    },

    async findOne<T>({ join, ...query }: FindOne): Promise<T | null> {
      const row = await findOne(query);
      // What nobody has is looked up as well: who is unknown would be refused sooner than who is known.
      const joined = await withRelated(query.model, row ?? nobody, { join, select: query.select });
      return row === null ? null : (joined as T);
    },

    async findMany<T>({ join, ...query }: FindMany): Promise<T[]> {
      const joined: Row[] = [];
      for (const row of await findMany(query))
        joined.push(await withRelated(query.model, row, { join, select: query.select }));
      return joined as T[];
    },

    async count({ model, where }) {
      return adapter.count({ model, where: (await rows.narrow(model, where ?? [])).where });
    },

    async update<T>({ model, where, update }: Parameters<DBAdapter["update"]>[0]): Promise<T | null> {
      const narrowed = await rows.narrowWrite(model, where);
      const concealed = await rows.conceal(model, update);
      const row = await adapter.update<Row>({ model, where: narrowed.where, update: concealed.data });
      return (await revealed(model, row, { ...narrowed.tokens, ...concealed.tokens })) as T | null;
    },

    async updateMany({ model, where, update }) {
      const narrowed = await rows.narrowWrite(model, where);
      return adapter.updateMany({ model, where: narrowed.where, update: (await rows.conceal(model, update)).data });
    },

    async delete({ model, where }) {
      await adapter.delete({ model, where: (await rows.narrowWrite(model, where)).where });
    },

    async deleteMany({ model, where }) {
      return adapter.deleteMany({ model, where: (await rows.narrowWrite(model, where)).where });
    },

    async consumeOne<T>({ model, where }: Parameters<DBAdapter["consumeOne"]>[0]): Promise<T | null> {
      const narrowed = await rows.narrowWrite(model, where);
      const row = await adapter.consumeOne<Row>({ model, where: narrowed.where });
      return (await revealed(model, row, narrowed.tokens)) as T | null;
    },

    async incrementOne<T>({
      model,
      where,
      increment,
      set,
    }: Parameters<DBAdapter["incrementOne"]>[0]): Promise<T | null> {
      const narrowed = await rows.narrowWrite(model, where);
      const concealed = await rows.conceal(model, set ?? {});
      const query = { model, where: narrowed.where, increment, ...(set === undefined ? {} : { set: concealed.data }) };
      const row = await adapter.incrementOne<Row>(query);
      return (await revealed(model, row, { ...narrowed.tokens, ...concealed.tokens })) as T | null;
    },
  };
  return methods;
}

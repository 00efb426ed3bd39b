import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Client, QueryResult } from "pg";
import type { Connection, Statement, StatementPort } from "./connection.ts";
import type { TenantScope } from "./tenant-scope.ts";

/**
 * Where a repository's statements go, and for which tenant: a TenantDb, or a transaction of one. Only they make one, so
 * that no other database and no other tenant can be put in their place.
 */
class BoundStatements {
  readonly #bound = true;
  readonly organizationId: string;
  readonly db: NodePgDatabase;

  constructor(organizationId: string, db: NodePgDatabase) {
    this.organizationId = organizationId;
    this.db = db;
  }

  static isBound(value: unknown): value is BoundStatements {
    return value instanceof BoundStatements && value.#bound;
  }
}

export type TenantStatements = BoundStatements;

/** A Drizzle builder that has not been sent yet. */
interface Executable<Value> {
  execute(): Promise<Value>;
}

type Values<Builders extends readonly Executable<unknown>[]> = {
  -readonly [Index in keyof Builders]: Builders[Index] extends Executable<infer Value> ? Value : never;
};

/**
 * The database as one tenant sees it. Every statement runs in a transaction that has set
 * `app.organization_id`, which row security compares with every row; no method takes a tenant id. The setting is
 * local to the transaction, because Hyperdrive hands connections out transaction by transaction.
 *
 * A builder awaited on `db` is a transaction of its own, in one flight. `batch` sends several in one flight;
 * `transaction` takes a round trip per statement and is for what must look at rows before it goes on.
 */
export class TenantDb extends BoundStatements {
  readonly #connection: Connection;

  constructor({ organizationId }: TenantScope, connection: Connection) {
    const db = databaseOver({
      async query(statement, values) {
        const [result] = await transact(connection, organizationId, [merge(statement, values)]);
        return result as QueryResult;
      },
    });
    super(organizationId, db);
    this.#connection = connection;
  }

  /** Runs the builders in order in one transaction: all of them or, when one fails, none. */
  async batch<const Builders extends readonly Executable<unknown>[]>(
    build: (statements: TenantStatements) => Builders,
  ): Promise<Values<Builders>> {
    const collected: {
      statement: Statement;
      resolve: (result: QueryResult) => void;
      reject: (error: unknown) => void;
    }[] = [];
    let collectedOne = Promise.withResolvers<void>();
    const db = databaseOver({
      query(statement, values) {
        const { promise, resolve, reject } = Promise.withResolvers<QueryResult>();
        collected.push({ statement: merge(statement, values), resolve, reject });
        collectedOne.resolve();
        return promise;
      },
    });
    const outcomes: Promise<unknown>[] = [];
    for (const builder of build(new BoundStatements(this.organizationId, db))) {
      // Drizzle calls the port some microtasks after execute(): waiting for it keeps the order of the builders.
      collectedOne = Promise.withResolvers<void>();
      const outcome = builder.execute();
      outcome.catch(() => {});
      outcomes.push(outcome);
      await Promise.race([collectedOne.promise, outcome]);
    }
    try {
      const statements = collected.map(({ statement }) => statement);
      const results = await transact(this.#connection, this.organizationId, statements);
      collected.forEach(({ resolve }, index) => resolve(results[index] as QueryResult));
    } catch (error) {
      for (const { reject } of collected) reject(error);
      throw error;
    }
    return (await Promise.all(outcomes)) as Values<Builders>;
  }

  /** An interactive transaction: committed when `work` resolves, rolled back when it throws. */
  async transaction<Value>(work: (statements: TenantStatements) => Promise<Value>): Promise<Value> {
    await this.#connection.flight([begin, settingOf(this.organizationId)]);
    try {
      const value = await work(new BoundStatements(this.organizationId, databaseOver(this.#connection)));
      const committed = await this.#connection.query(commit);
      // Postgres answers COMMIT of a failed transaction with ROLLBACK and no error.
      if (committed.command !== "COMMIT") throw new Error("The transaction was rolled back by the database");
      return value;
    } catch (error) {
      await this.#connection.query(rollback).catch(() => this.#connection.abandon());
      throw error;
    }
  }
}

/** Sends statements in a transaction of one tenant, in one flight. */
async function transact(
  connection: Connection,
  organizationId: string,
  statements: readonly Statement[],
): Promise<QueryResult[]> {
  try {
    const results = await connection.flight([begin, settingOf(organizationId), ...statements, commit]);
    if (results.at(-1)?.command !== "COMMIT") throw new Error("The transaction was rolled back by the database");
    return results.slice(2, -1);
  } catch (error) {
    // Unpipelined, a failure leaves the transaction open; pipelined, COMMIT has already ended it.
    if (!connection.pipelined) await connection.query(rollback).catch(() => connection.abandon());
    throw error;
  }
}

function settingOf(organizationId: string): Statement {
  return { text: "select set_config('app.organization_id', $1, true)", values: [organizationId] };
}

const begin: Statement = { text: "begin" };
const commit: Statement = { text: "commit" };
const rollback: Statement = { text: "rollback" };

function merge(statement: Statement, values: unknown[] | undefined): Statement {
  return values === undefined ? statement : { ...statement, values };
}

/** Drizzle over anything that answers statements; it needs nothing else of a node-postgres client. */
function databaseOver(port: StatementPort): NodePgDatabase {
  return drizzle({ client: port as unknown as Client });
}

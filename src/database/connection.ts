import { Client, type QueryResult } from "pg";
import { closeDroppedSocket, endClient } from "./dropped-socket.ts";

/** One statement on its way to Postgres, as node-postgres takes it. */
export interface Statement {
  readonly text: string;
  readonly values?: unknown[];
}

/** Where statements go: what Drizzle's node-postgres driver needs of a client. */
export interface StatementPort {
  query(statement: Statement, values?: unknown[]): Promise<QueryResult>;
}

export interface DatabaseOptions {
  readonly connectionString: string;
  /**
   * Send statements that belong together in one flight. Not yet proven on production Hyperdrive, hence a switch;
   * without it each statement waits for the one before.
   */
  readonly pipeline: boolean;
  /** 15 seconds unless told: nobody waits longer for a request. */
  readonly queryTimeoutMilliseconds?: number;
}

/**
 * A connection of one request: it opens with the first statement and must be closed when the request's work is
 * done. I/O objects cannot be shared between requests of a Worker; Hyperdrive does the pooling.
 */
export class Connection implements StatementPort {
  readonly pipelined: boolean;
  readonly #client: Client;
  #opening: Promise<unknown> | undefined;
  #abandoned = false;

  constructor(options: DatabaseOptions) {
    this.pipelined = options.pipeline;
    this.#client = new Client({
      connectionString: options.connectionString,
      pipeline: options.pipeline,
      connectionTimeoutMillis: 5_000,
      query_timeout: options.queryTimeoutMilliseconds ?? 15_000,
    });
    // A connection that breaks while idle emits here; the next statement reports it.
    this.#client.on("error", () => {});
    closeDroppedSocket(this.#client);
  }

  async query(statement: Statement, values?: unknown[]): Promise<QueryResult> {
    await this.#open();
    return this.#client.query(values === undefined ? { ...statement } : { ...statement, values });
  }

  /** Sends statements in their order: in one flight where pipelined. Rejects with the first failure, after all have ended. */
  async flight(statements: readonly Statement[]): Promise<QueryResult[]> {
    if (!this.pipelined) {
      const results: QueryResult[] = [];
      for (const statement of statements) results.push(await this.query(statement));
      return results;
    }
    await this.#open();
    const settled = await Promise.allSettled(statements.map((statement) => this.#client.query({ ...statement })));
    return settled.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  }

  /**
   * A transaction could not be ended: nothing more is sent, because whatever is committed next on this connection would
   * commit that as well.
   */
  abandon(): void {
    this.#abandoned = true;
  }

  async close(): Promise<void> {
    if (this.#opening === undefined) return;
    await this.#opening.catch(() => {});
    await endClient(this.#client);
  }

  #open(): Promise<unknown> {
    if (this.#abandoned) throw new Error("Connection terminated: a transaction on it could not be ended");
    return (this.#opening ??= this.#client.connect());
  }
}

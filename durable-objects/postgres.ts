import { sql } from "drizzle-orm";
import { Connection, type DatabaseOptions } from "../src/database/connection.ts";
import { tenantDbFor } from "../src/database/control-db.ts";
import type { TenantDb, TenantStatements } from "../src/database/tenant-db.ts";
import { tenantScope } from "../src/database/tenant-scope.ts";
import type { Result } from "../src/result/result.ts";
import type { Commit } from "./system-of-record.ts";
import { within } from "./time-limit.ts";

/** How a transaction ended: `refused` by `work` itself, the others as system-of-record.ts has them. */
type Ending<Value, Failure> =
  | { readonly outcome: "committed"; readonly value: Value }
  | { readonly outcome: "refused"; readonly failure: Failure }
  | Extract<Commit, { outcome: "nothing" | "unknown" }>;

/**
 * One organization's Postgres, for its gatekeeper. Each operation has a connection of its own, which is closed when it
 * is over: one that stayed open would keep the object from hibernating and a pooled connection from everyone else.
 */
export class Postgres {
  readonly #organizationId: string;
  readonly #options: () => DatabaseOptions;
  readonly #anchor: (work: Promise<unknown>) => void;

  /** @param anchor keeps work going that nobody waits for any more, which is `waitUntil` */
  constructor(organizationId: string, options: () => DatabaseOptions, anchor: (work: Promise<unknown>) => void) {
    this.#organizationId = organizationId;
    this.#options = options;
    this.#anchor = anchor;
  }

  /** Rejects when the work fails or takes longer than the limit, after which it may still be going on. */
  async run<Value>(work: (db: TenantDb) => Promise<Value>, limitMilliseconds = patience): Promise<Value> {
    const connection = new Connection(this.#options());
    try {
      return await within(limitMilliseconds, work(tenantDbFor(tenantScope(this.#organizationId), connection)));
    } finally {
      this.#anchor(connection.close());
    }
  }

  /** Whether Postgres answers right now. */
  async isThere(): Promise<boolean> {
    try {
      await this.run((db) => db.db.execute(sql`select 1`));
      return true;
    } catch {
      return false;
    }
  }

  /** Runs `work` in one transaction and commits it if it succeeds. Never throws; takes 5 seconds at most. */
  async commit<Value, Failure>(
    work: (statements: TenantStatements) => Promise<Result<Value, Failure>>,
  ): Promise<Ending<Value, Failure>> {
    const progress: { phase: "working" | "committing" | "abandoned" } = { phase: "working" };
    try {
      const value = await this.run((db) =>
        db.transaction(async (statements) => {
          const result = await work(statements);
          if (!result.ok) throw new Refused(result.failure);
          // Whoever waited has been told that nothing happened.
          if (progress.phase === "abandoned") throw new Error("Took too long");
          progress.phase = "committing";
          return result.value;
        }),
      );
      return { outcome: "committed", value };
    } catch (error) {
      if (error instanceof Refused) return { outcome: "refused", failure: error.failure as Failure };
      if (progress.phase === "committing") return { outcome: wasRolledBack(error) ? "nothing" : "unknown", error };
      progress.phase = "abandoned";
      return { outcome: "nothing", error };
    }
  }
}

/** The longest anyone waits for Postgres: 5 seconds. */
const patience = 5_000;

/** Thrown to roll a transaction back; never leaves this file. */
class Refused extends Error {
  readonly failure: unknown;

  constructor(reason: unknown) {
    super("Refused");
    this.failure = reason;
  }
}

/** Whether an error at COMMIT comes from a Postgres that was there to roll back: any SQLSTATE but those of its going away. */
function wasRolledBack(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/rolled back by the database/.test(error.message)) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57|58|XX)/.test(code);
}

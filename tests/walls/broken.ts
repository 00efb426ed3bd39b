import { Pool } from "../identity-world.ts";
import { TenantDb } from "../../src/database/tenant-db.ts";
import { tenantScope } from "../../src/database/tenant-scope.ts";
import type { Ceremony } from "../../src/identity/ceremony.ts";
import { BrokenConnection, type Faults } from "./broken-connection.ts";
import { databaseDocument } from "./database-document.ts";
import { holdingsQuery } from "./holdings.ts";
import { organizationOf, type Letter } from "./rows.ts";
import { scratchDatabase, type ScratchDatabase } from "./scratch-database.ts";
import { furnish } from "./subject.ts";
import { tenantTables } from "./table-rules.ts";

/** Which of the three walls is missing. */
export interface Broken {
  readonly name: string;
  readonly policies: boolean;
  /** Whose scope the statements are built with; `n` is a tenant that has nothing. */
  readonly scope: Letter;
  readonly faults: Faults;
}

export const walls: Broken = { name: "with every wall", policies: true, scope: "a", faults: {} };

/** Every wall, and each of them missing: the predicate, the policy, and that both are of one tenant. */
export const missing: readonly Broken[] = [
  walls,
  { name: "without its predicates", policies: true, scope: "a", faults: { withoutPredicates: true } },
  { name: "without the policies", policies: false, scope: "a", faults: {} },
  { name: "in a transaction of another tenant", policies: true, scope: "b", faults: { tells: organizationOf("a") } },
];

export const noWalls: Broken = { name: "", policies: false, scope: "a", faults: { withoutPredicates: true } };

/** What became of some work. */
export interface Ending {
  /** What it answered, or how it failed. */
  readonly raw: string;
  /** The same without what is never the same twice, and without the marks of whom it was about. */
  readonly answer: string;
  readonly touched: Readonly<Record<"a" | "b", boolean>>;
  /** How many predicates were left out. */
  readonly predicates: number;
}

/** Two databases with two tenants each: one with its policies, one without. */
export class BreakableDatabase implements AsyncDisposable {
  readonly #closed: ScratchDatabase;
  readonly #open: ScratchDatabase;
  readonly #tables: readonly string[];
  readonly #holdings: string;

  private constructor(closed: ScratchDatabase, open: ScratchDatabase, tables: readonly string[], holdings: string) {
    this.#closed = closed;
    this.#open = open;
    this.#tables = tables;
    this.#holdings = holdings;
  }

  static async create(name: string): Promise<BreakableDatabase> {
    const [closed, open] = [await scratchDatabase(`${name}_walls`), await scratchDatabase(`${name}_no_walls`)];
    const found = await closed.sql.unsafe<{ name: string; tenant_column: string }[]>(
      tenantTables(await databaseDocument()),
    );
    const tables = found.map((table) => table.name);
    for (const table of tables) await open.sql.unsafe(`alter table ${table} disable row level security`);
    const columns = found.map((table) => ({ name: table.name, tenantColumn: table.tenant_column }));
    return new BreakableDatabase(closed, open, tables, holdingsQuery(columns));
  }

  /** Does some work as a role, in a newly furnished database in which something is missing. */
  async run(
    how: Broken,
    role: string,
    work: (tools: { readonly db: TenantDb; readonly ceremony: Ceremony; readonly url: string }) => Promise<unknown>,
  ): Promise<Ending> {
    const database = how.policies ? this.#closed : this.#open;
    await furnish(database.sql, this.#tables);
    const [before] = await database.sql.unsafe(this.#holdings);
    const connection = new BrokenConnection(database.url(role), how.faults);
    try {
      const organization = organizationOf(how.scope);
      const db = new TenantDb(tenantScope(organization), connection);
      const ceremony = { ...(await new Pool(organization, "here.app.localhost").ceremony()), database: db };
      const raw = await work({ db, ceremony, url: database.url(role) }).then(
        (value) => JSON.stringify(value ?? null),
        (error: Error) => `failed: ${causeOf(error)}`,
      );
      const [after] = await database.sql.unsafe(this.#holdings);
      const touched = { a: before?.["a"] !== after?.["a"], b: before?.["b"] !== after?.["b"] };
      return { raw, answer: withoutMarks(raw), touched, predicates: connection.predicates };
    } finally {
      await connection.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closed[Symbol.asyncDispose]();
    await this.#open[Symbol.asyncDispose]();
  }
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? causeOf(error.cause) : error.message;
}

/** What was asked comes back in some answers, and much has an id or a time of its own. */
function withoutMarks(raw: string): string {
  return raw
    .replaceAll(/([abn])(?:\1{15}|2\1{14})\1*/g, "MARK")
    .replaceAll(/\b[a-z]{3}_[0-9a-z]{24,}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\d[ T][\d:.]+(Z|\+00)?/g, "TIME")
    .replaceAll(/(token|session)=[^;"]*/g, "COOKIE");
}

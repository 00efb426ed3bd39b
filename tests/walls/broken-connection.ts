import { Connection, type Statement } from "../../src/database/connection.ts";

/** What is wrong with a connection. */
export interface Faults {
  /** Every comparison of a column with the organization a statement was built for is left out. */
  readonly withoutPredicates?: boolean;
  /** Whatever tenant a transaction is opened for, the database is told this one. */
  readonly tells?: string;
}

/** A line to Postgres on which a wall is missing. It counts the predicates it has left out. */
export class BrokenConnection extends Connection {
  readonly #faults: Faults;
  predicates = 0;

  constructor(connectionString: string, faults: Faults) {
    super({ connectionString, pipeline: true });
    this.#faults = faults;
  }

  override query(statement: Statement, values?: unknown[]) {
    return super.query(this.#broken(statement, values ?? statement.values));
  }

  override flight(statements: readonly Statement[]) {
    return super.flight(statements.map((statement) => this.#broken(statement, statement.values)));
  }

  #broken(statement: Statement, values: unknown[] | undefined): Statement {
    const { withoutPredicates = false, tells } = this.#faults;
    const isSetting = statement.text.includes("set_config('app.organization_id'");
    const text =
      withoutPredicates && !isSetting
        ? statement.text.replaceAll(predicate, (_, value: string) => this.#all(value))
        : statement.text;
    if (isSetting && tells !== undefined) return { ...statement, text, values: [tells] };
    return values === undefined ? { ...statement, text } : { ...statement, text, values };
  }

  /** True of every row, and still a use of the parameter. */
  #all(value: string): string {
    this.predicates += 1;
    return `${value}::text is not null`;
  }
}

/** `"members"."organization_id" = $1`, and `"organizations"."id" = $1`. */
const predicate = /(?:(?:"?\w+"?\.)?"?organization_id"?|"organizations"\."id") = (\$\d+)/g;

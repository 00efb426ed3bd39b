import type postgres from "postgres";
import type { DatabaseDocument } from "./database-document.ts";

/** What asks the catalogue: a connection or a transaction of one, as superuser. */
export type Queries = Pick<postgres.Sql, "unsafe">;

/** Something every object of the database must keep to, whichever object it is and whenever it was made. */
export interface Rule {
  /** What must hold, as a sentence. */
  readonly name: string;
  /** The objects that break it, each named so that somebody can find it. */
  find(sql: Queries, document: DatabaseDocument): Promise<readonly string[]>;
}

/** A rule that one query checks: each row's first column names what breaks it. */
export function rule(name: string, query: string | ((document: DatabaseDocument) => string)): Rule {
  return {
    name,
    async find(sql, document) {
      const text = typeof query === "string" ? query : query(document);
      return (await sql.unsafe(text).values()).map(([object]) => String(object));
    },
  };
}

/** A list of SQL strings, `in ()` of which finds nothing when it is empty. */
export function literals(names: Iterable<string>): string {
  return ["", ...names].map((name) => `'${name.replaceAll("'", "''")}'`).join(", ");
}

/** Every schema but PostgreSQL's own; temporary ones are among them. */
export const ours = `(n.nspname !~ '^pg_(catalog|toast)' and n.nspname <> 'information_schema')`;

/** A table's name as these tests and the document write it: with its schema only where that is not `public`. */
export const nameOf = (relation: string, namespace = "n") =>
  `case ${namespace}.nspname when 'public' then ${relation}.relname else ${namespace}.nspname || '.' || ${relation}.relname end`;

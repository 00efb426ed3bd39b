import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type postgres from "postgres";
import { Client, type CallOptions, type Reply } from "../client.ts";
import type { Straw } from "./canary.ts";

/** Somebody whose every answer is kept: status line aside, all that came back. */
export class WatchedClient extends Client {
  readonly #answers: Straw[];

  constructor(answers: Straw[], ...client: ConstructorParameters<typeof Client>) {
    super(...client);
    this.#answers = answers;
  }

  override async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const reply = await super.call(method, path, options);
    const spot = `${method} ${path.split("?")[0]}`;
    this.#answers.push({ spot, text: reply.text });
    for (const [name, value] of reply.headers) this.#answers.push({ spot: `${spot} ${name}`, text: value });
    return reply;
  }
}

/** Every value of every table, as text, by table and column. */
export async function databaseStraws(sql: postgres.Sql): Promise<Straw[]> {
  const columns = await sql<{ schema: string; table: string; column: string }[]>`
    select n.nspname as schema, c.relname as table, a.attname as column
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
  const straws: Straw[] = [];
  for (const { schema, table, column } of columns) {
    const [row] = await sql`select string_agg(${sql(column)}::text, E'\n') as text from ${sql(schema)}.${sql(table)}`;
    straws.push({ spot: `${table}.${column}`, text: row?.["text"] ?? "" });
  }
  return straws;
}

/** Every file below a folder, byte for byte, by its path in there. */
export async function fileStraws(folder: string): Promise<Straw[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => ({ spot: relative(folder, path), text: (await readFile(path)).toString("latin1") })),
  );
}

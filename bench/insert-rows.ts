import type { Sql } from "postgres";

type Row = Readonly<Record<string, string | boolean | number | Date | null>>;

/** Inserts many rows in few statements; PostgreSQL takes 65,535 parameters in one. */
export async function insertRows(sql: Sql, table: string, rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 1_000) {
    await sql`insert into ${sql(table)} ${sql(rows.slice(from, from + 1_000))}`;
  }
}

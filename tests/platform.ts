import postgres from "postgres";
import { inject } from "vitest";

/** What the shared platform's setup tells the tests. */
export interface SharedPlatform {
  readonly port: number;
  /** Where its secrets are. */
  readonly privateFolder: string;
  /** By database role, `postgres` being the superuser. */
  readonly databaseUrls: Readonly<Record<string, string>>;
}

declare module "vitest" {
  export interface ProvidedContext {
    platform: SharedPlatform;
  }
}

/** The platform all black-box tests share. Tests that break something start one of their own. */
export function platform(): SharedPlatform {
  return inject("platform");
}

/** The tests' own look at the database, as a role or past all walls. */
export async function asRole<Value>(role: string, work: (sql: postgres.Sql) => Promise<Value>): Promise<Value> {
  const url = platform().databaseUrls[role];
  if (url === undefined) throw new Error(`No database URL for ${role}`);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

export function asSuperuser<Value>(work: (sql: postgres.Sql) => Promise<Value>): Promise<Value> {
  return asRole("postgres", work);
}

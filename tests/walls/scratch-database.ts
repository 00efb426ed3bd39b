import postgres from "postgres";
import { migrate } from "../../migrations/migrate.ts";
import { platform } from "../platform.ts";

/** A database of its own beside the platform's, made by the migrations alone: what is broken in it is broken for nobody else. */
export interface ScratchDatabase extends AsyncDisposable {
  /** A connection URL, as one of the roles or as `postgres`, the superuser. */
  url(role: string): string;
  /** One connection as superuser. */
  readonly sql: postgres.Sql;
}

/** @param migrations the folder of those to begin with, all of them unless told */
export async function scratchDatabase(name: string, migrations?: string): Promise<ScratchDatabase> {
  const database = `scratch_${name}`;
  const url = (role: string) => {
    const address = new URL(platform().databaseUrls[role] ?? "");
    address.pathname = `/${database}`;
    return address.href;
  };
  const administrator = postgres(platform().databaseUrls["postgres"] ?? "", { max: 1, onnotice: () => undefined });
  await administrator`drop database if exists ${administrator(database)} with (force)`;
  await administrator`create database ${administrator(database)} owner gatehouse_owner`;
  await migrate(url("gatehouse_owner"), migrations);
  const sql = postgres(url("postgres"), { max: 1, onnotice: () => undefined });
  return {
    url,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end();
      await administrator`drop database ${administrator(database)} with (force)`;
      await administrator.end();
    },
  };
}

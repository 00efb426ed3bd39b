import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Client } from "pg";
import type { Connection } from "./connection.ts";
import { TenantDb } from "./tenant-db.ts";
import type { TenantScope } from "./tenant-scope.ts";

/**
 * The database outside any tenant: the platform's own tables and the named look-up functions of
 * migrations/0007_lookups.sql. Under row security it sees no row of any tenant.
 */
export class ControlDb {
  readonly db: NodePgDatabase;

  constructor(connection: Connection) {
    this.db = drizzle({ client: connection as unknown as Client });
  }
}

/** Decides which database a tenant lives in. Today there is one. */
export function tenantDbFor(scope: TenantScope, connection: Connection): TenantDb {
  return new TenantDb(scope, connection);
}

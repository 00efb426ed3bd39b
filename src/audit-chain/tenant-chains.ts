import { sql } from "drizzle-orm";
import type { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import { tenantScope } from "../database/tenant-scope.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { platformChain } from "./chain.ts";
import { StoredChain } from "./repository.ts";

/** The database of a tenant whom a look-up has named: nobody who asks for something can name one here. */
export function tenantDbOf(organizationId: string, connection: Connection): TenantDb {
  return tenantDbFor(tenantScope(organizationId), connection);
}

export function tenantChain(organizationId: string, connection: Connection): StoredChain {
  return new StoredChain({ kind: "tenant", organizationId }, tenantDbOf(organizationId, connection).db);
}

/** Every chain there should be: the platform's, and then each tenant's, of deleted tenants as well. */
export async function* allChains(
  connection: Connection,
): AsyncGenerator<{ readonly title: string; readonly stored: StoredChain }> {
  const { db } = new ControlDb(connection);
  yield { title: "platform", stored: new StoredChain(platformChain, db) };
  for (let after = ""; ;) {
    const { rows } = await db.execute<{ organization_id: string; slug: string }>(
      sql`select organization_id, slug from lookup_audit_chains(${after}, ${pageSize})`,
    );
    for (const { organization_id: id, slug } of rows)
      yield { title: `${slug} (${id})`, stored: tenantChain(id, connection) };
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.organization_id ?? after;
  }
}

const pageSize = 500;

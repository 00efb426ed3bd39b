import { sql } from "drizzle-orm";
import type { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import { tenantScope } from "../database/tenant-scope.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { domainCheckMilliseconds } from "./provider.ts";

interface Kept {
  readonly organizationId: string;
  readonly homeRegion: string;
}

/**
 * Leaves a message for each tenant some of whose verified domains nobody has looked at for a day. One that has a message
 * already, because its gatekeeper could not deliver it yet, gets no other.
 *
 * @returns whom to wake
 */
export async function requestDomainChecks(connection: Connection, now: Date): Promise<readonly Kept[]> {
  const before = new Date(now.getTime() - domainCheckMilliseconds).toISOString();
  const { rows } = await new ControlDb(connection).db.execute<{ organization_id: string; home_region: string }>(
    sql`select organization_id, home_region from lookup_stale_domains(${before}, ${tenantsPerRun})`,
  );
  for (const { organization_id: organizationId } of rows) {
    const db = tenantDbFor(tenantScope(organizationId), connection);
    await db.batch((tx) => [enqueue(tx, { kind: "sso.check-domains", payload: {} })]);
  }
  return rows.map((row) => ({ organizationId: row.organization_id, homeRegion: row.home_region }));
}

const tenantsPerRun = 100;

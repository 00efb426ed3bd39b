import { sql } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";

/** Tenants with rows that should have been delivered `seconds` ago. */
export async function findOverdueOutboxes(
  control: ControlDb,
  seconds: number,
  limit: number,
): Promise<{ organizationId: string; homeRegion: string }[]> {
  const found = await control.db.execute<{ organization_id: string; home_region: string }>(
    sql`select organization_id, home_region from lookup_overdue_outbox(make_interval(secs => ${seconds}), ${limit})`,
  );
  return found.rows.map((row) => ({ organizationId: row.organization_id, homeRegion: row.home_region }));
}

import { sql } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";

/** A team somebody is a member of, as far as a mail to them says it. */
export interface Team {
  readonly slug: string;
  readonly appName: string;
  /** The host of its own that it has chosen, if that is in service. */
  readonly primaryHostname: string | null;
}

/** The teams of whoever has this address: for a mail to that address, and for no answer. At most 50. */
export async function findTeams(control: ControlDb, email: string): Promise<readonly Team[]> {
  const { rows } = await control.db.execute<Row>(
    sql`select slug, app_name, primary_hostname from lookup_teams(${email})`,
  );
  return rows.map((row) => ({ slug: row.slug, appName: row.app_name, primaryHostname: row.primary_hostname }));
}

interface Row extends Record<string, unknown> {
  readonly slug: string;
  readonly app_name: string;
  readonly primary_hostname: string | null;
}

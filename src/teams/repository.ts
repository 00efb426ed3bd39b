import { sql } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";

/** A team somebody is a member of, as far as a mail to them says it. */
export interface Team {
  readonly slug: string;
  readonly appName: string;
}

/** The teams of whoever has this address: for a mail to that address, and for no answer. At most 50. */
export async function findTeams(control: ControlDb, email: string): Promise<readonly Team[]> {
  const { rows } = await control.db.execute<{ slug: string; app_name: string }>(
    sql`select slug, app_name from lookup_teams(${email})`,
  );
  return rows.map(({ slug, app_name: appName }) => ({ slug, appName }));
}

import type postgres from "postgres";
import { eventually } from "../world.ts";
import type { Stage } from "./stage.ts";

/** All that the platform has written down: of every table how much and what, and of gatekeepers what they go by. */
export interface Contents {
  readonly tables: Readonly<Record<string, string>>;
  /** How many rows of each event each tenant's log holds, and the platform's. */
  readonly events: Readonly<Record<string, number>>;
  readonly gatekeepers: readonly unknown[];
}

export async function contentsOf(stage: Stage): Promise<Contents> {
  const { sql } = stage;
  const tables = await sql`
    select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and relkind in ('r', 'p') order by 1`;
  const hashes = await tables
    .map(({ name }) => hashOf(sql, String(name)))
    .reduce((all, one) => sql`${all} union all ${one}`);
  const events = await sql`
    select organization_id || ' ' || event as name, count(*)::integer as rows from audit_logs group by 1
    union all select 'platform ' || event, count(*)::integer from platform_audit_logs group by 1`;
  return {
    tables: Object.fromEntries(hashes.map(({ name, seen }) => [String(name), String(seen)])),
    events: Object.fromEntries(events.map(({ name, rows }) => [String(name), Number(rows)])),
    gatekeepers: await Promise.all([stage.a, stage.b].map(({ id }) => gatekeeperOf(stage, id))),
  };
}

/** Waits until nothing is left to be written of what was done before. */
export async function allIsWritten({ sql, operators, ...stage }: Stage): Promise<void> {
  await eventually(
    async () => {
      // The gatekeepers of the seeded tenants sleep through this, with what waits for them.
      const [waiting] = await sql`
        select count(*)::integer as rows from outbox join organizations o on o.id = organization_id
        where delivered_at is null and slug not in ('acme', 'globex')`;
      const healths = await Promise.all(
        [stage.a, stage.b].map(({ id }) => operators.super_admin.get(`/api/admin/tenants/${id}/health`)),
      );
      return [waiting?.["rows"], ...healths.map(({ json }) => json.pendingEffects)];
    },
    (left) => left.every((count) => count === 0),
  );
}

function hashOf(sql: postgres.Sql, table: string) {
  return sql`
    select ${table} as name,
           count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, E'\n' order by t::text), '')) as seen
    from ${sql(table)} t`;
}

/** Versions only rise, and only when something was taken away. */
async function gatekeeperOf({ operators }: Stage, organizationId: string): Promise<unknown> {
  const { json } = await operators.super_admin.get(`/api/admin/tenants/${organizationId}/health`);
  const { revision, sessionVersion, configVersion, openSessions, liveSockets, pendingEffects, change } = json;
  return { revision, sessionVersion, configVersion, openSessions, liveSockets, pendingEffects, change };
}

/** The tables that tell what has happened; others may change with them only where they hold a chain of theirs. */
const logTables = /^(?:platform_)?audit_/;

/** What two looks differ in: tables that are no logs, gatekeepers, and how many rows of which events came. */
export function changesBetween(before: Contents, after: Contents) {
  const changed = Object.keys(after.tables).filter((name) => before.tables[name] !== after.tables[name]);
  const events = Object.entries(after.events)
    .map(([name, rows]) => [name, rows - (before.events[name] ?? 0)] as const)
    .filter(([, rows]) => rows !== 0);
  const isLogged = events.length > 0;
  return {
    tables: changed.filter((name) => !isLogged || !logTables.test(name)),
    events: Object.fromEntries(events),
    gatekeepers:
      JSON.stringify(before.gatekeepers) === JSON.stringify(after.gatekeepers) ? "unchanged" : after.gatekeepers,
  };
}

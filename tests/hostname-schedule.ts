import type { Sql } from "postgres";

/**
 * From now on an organization's hostnames are looked at when somebody asks, and at no other time: whatever would have one
 * looked at by itself, the schedule, a state that begins or a hint of Cloudflare's, is put off by a year. So what a test
 * makes true outside is found by the look that it asks for, and by none that came first. Begun before its hostnames are
 * added, there is no look that may be under way either.
 */
export async function putOffLooks(sql: Sql, organizationId: string): Promise<void> {
  await sql.unsafe(`
    create or replace function put_off_look() returns trigger language plpgsql as $$
    begin
      if new.next_check_at is not null
         and (tg_op = 'INSERT' or new.next_check_at is distinct from old.next_check_at) then
        new.next_check_at := clock_timestamp() + interval '1 year';
      end if;
      return new;
    end $$;
    create trigger put_off_look_${organizationId} before insert or update on hostnames
      for each row when (new.organization_id = '${organizationId}') execute function put_off_look()`);
}

/** Looks come by themselves again, those too that were put off as soon as something has them made. */
export async function resumeLooks(sql: Sql): Promise<void> {
  await sql`set client_min_messages = error`;
  await sql`drop function if exists put_off_look cascade`;
}

/** The time of a hostname's next look has come, also where looks are put off. */
export async function makeLookDue(sql: Sql, hostnameId: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update hostnames set next_check_at = now() where id = ${hostnameId}`;
  });
}

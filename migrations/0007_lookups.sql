-- The named cross-tenant look-ups: everything that reads across tenants is here. Each is a security definer
-- function with a pinned search path, owned by gatehouse_lookup, whose policies are for select only.

grant usage on schema public to gatehouse_lookup, gatehouse_server, gatehouse_auth, gatehouse_coordinator, gatehouse_operator;
grant create on schema public to gatehouse_lookup;
grant select on organizations, users, members, outbox to gatehouse_lookup;
create policy lookup on organizations for select to gatehouse_lookup using (true);
create policy lookup on users for select to gatehouse_lookup using (true);
create policy lookup on members for select to gatehouse_lookup using (true);
create policy lookup on outbox for select to gatehouse_lookup using (true);

-- Which tenant a slug names. Callers: server (resolving a host).
create function lookup_slug(wanted text)
returns table (organization_id text, home_region text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.home_region from organizations o where o.slug = wanted and o.status <> 'deleted'
$$;

-- The tenants of the platform, newest first, a page at a time. Callers: operator (the console's list).
create function lookup_tenants(search text, before_at timestamptz, before_id text, page_size integer)
returns table (id text, slug text, name text, status text, suspended_reason text, home_region text, created_at timestamptz, members bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.slug, o.name, o.status, o.suspended_reason, o.home_region, o.created_at,
         (select count(*) from members m where m.organization_id = o.id)
  from organizations o
  where (search is null or strpos(o.slug, lower(search)) > 0 or strpos(lower(o.name), lower(search)) > 0)
    and (before_at is null or (o.created_at, o.id) < (before_at, before_id))
  order by o.created_at desc, o.id desc
  limit least(page_size, 201)
$$;

-- How many tenants there are in each status. Callers: operator (the console's dashboard).
create function lookup_tenant_counts()
returns table (status text, tenants bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.status, count(*) from organizations o group by o.status
$$;

-- In which tenants an address has an account. Callers: operator (support).
create function lookup_users_by_email(wanted text)
returns table (organization_id text, slug text, organization_name text, user_id text, email text, name text, role text, created_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.slug, o.name, u.id, u.email, u.name, m.role, u.created_at
  from users u
  join organizations o on o.id = u.organization_id
  left join members m on m.organization_id = u.organization_id and m.user_id = u.id
  where u.email = lower(wanted)
  order by u.created_at desc
  limit 200
$$;

-- Tenants whose outbox has rows that should have been delivered by now. Callers: operator (the sweeping cron).
create function lookup_overdue_outbox(older_than interval, page_size integer)
returns table (organization_id text, home_region text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.home_region from organizations o
  where exists (
    select from outbox w
    where w.organization_id = o.id and w.delivered_at is null and w.available_at < clock_timestamp() - older_than
  )
  limit page_size
$$;

-- How much waits in the tenants' outboxes. Callers: operator (the console's queues).
create function lookup_outbox_depth()
returns table (kind text, waiting bigint, failing bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select w.kind, count(*), count(*) filter (where w.attempts > 0), min(w.created_at)
  from outbox w where w.delivered_at is null group by w.kind
$$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'lookup_slug(text)', 'lookup_tenants(text, timestamptz, text, integer)', 'lookup_tenant_counts()',
    'lookup_users_by_email(text)', 'lookup_overdue_outbox(interval, integer)', 'lookup_outbox_depth()'
  ] loop
    execute format('revoke all on function %s from public', signature);
    execute format('alter function %s owner to gatehouse_lookup', signature);
  end loop;
end
$$;
revoke create on schema public from gatehouse_lookup;

set local role gatehouse_lookup;
grant execute on function lookup_slug(text) to gatehouse_server;
grant execute on function lookup_tenants(text, timestamptz, text, integer), lookup_tenant_counts(),
  lookup_users_by_email(text), lookup_overdue_outbox(interval, integer), lookup_outbox_depth() to gatehouse_operator;
reset role;

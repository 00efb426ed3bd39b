-- The outbox: what must still be done outside once a transaction has committed. Drained by the tenant's
-- gatekeeper, swept by the admin worker's cron. Handlers are idempotent.

create table outbox (
  id              bigint generated always as identity primary key,
  organization_id text not null references organizations (id),
  kind            text not null,
  payload         jsonb not null default '{}',
  created_at      timestamptz not null default clock_timestamp(),
  available_at    timestamptz not null default clock_timestamp(),
  attempts        integer not null default 0,
  last_error      text,
  delivered_at    timestamptz
);
create index outbox_waiting on outbox (organization_id, available_at) where delivered_at is null;
alter table outbox enable row level security;
alter table outbox force row level security;
create policy tenant on outbox
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

grant insert (organization_id, kind, payload) on outbox to gatehouse_server, gatehouse_auth, gatehouse_coordinator, gatehouse_operator;
grant select, update (available_at, attempts, last_error, delivered_at), delete on outbox to gatehouse_coordinator;

-- Changes of what a gatekeeper caches, whoever makes them, raise config_version and leave a row that tells it.
-- The functions belong to the schema's owner, who is under the same row security as everyone.
create function raise_config_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if (new.slug, new.name, new.status, new.suspended_reason, new.home_region)
     is distinct from (old.slug, old.name, old.status, old.suspended_reason, old.home_region) then
    new.config_version := old.config_version + 1;
    insert into outbox (organization_id, kind) values (new.id, 'gatekeeper.refresh');
  end if;
  return new;
end
$$;
create trigger config_version before update on organizations
  for each row execute function raise_config_version();

create function raise_config_version_of_settings() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  update organizations set config_version = config_version + 1 where id = new.organization_id;
  insert into outbox (organization_id, kind) values (new.organization_id, 'gatekeeper.refresh');
  return new;
end
$$;
create trigger config_version after update on organization_settings
  for each row execute function raise_config_version_of_settings();

-- Open sessions carry their member's role: tell the gatekeeper when it changes or goes.
create function tell_gatekeeper_of_member() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    insert into outbox (organization_id, kind, payload)
    values (old.organization_id, 'gatekeeper.member', jsonb_build_object('userId', old.user_id));
    return old;
  end if;
  if new.role is distinct from old.role then
    insert into outbox (organization_id, kind, payload)
    values (new.organization_id, 'gatekeeper.member', jsonb_build_object('userId', new.user_id));
  end if;
  return new;
end
$$;
create trigger tell_gatekeeper after update or delete on members
  for each row execute function tell_gatekeeper_of_member();

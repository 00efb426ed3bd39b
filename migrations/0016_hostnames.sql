-- Tenants' own hostnames, from the first word to the last. Written by the tenant's gatekeeper and by nobody else.
-- Rules of every tenant's table: see 0001.

create table hostnames (
  organization_id        text not null references organizations (id),
  id                     text primary key check (id ~ '^hst_[0-9a-z]{24}$'),
  version                bigint not null default 1,
  -- In ASCII (IDNA), lower case, without a trailing dot.
  hostname               text not null check (hostname = lower(hostname) and hostname ~ '^[a-z0-9.-]+$' and length(hostname) between 4 and 253),
  state                  text not null default 'awaiting_txt'
                         check (state in ('awaiting_txt', 'pending_cloudflare', 'active', 'error', 'moved', 'deleted', 'released')),
  state_since            timestamptz not null default now(),
  -- How its certificate's domain control is validated: by a file once its CNAME is there, or by TXT records before that.
  validation             text not null default 'http' check (validation in ('http', 'txt')),
  -- What its TXT record must say: no secret, once it is there.
  challenge              text not null,
  -- When that was last seen. From the first time until it is released the name is this organization's and nobody else's.
  proven_at              timestamptz,
  -- Why it is in `error`, or why it does not get on.
  failure                text,
  -- What Cloudflare says of why it does not take the name.
  refusal                jsonb,
  -- Its registration at Cloudflare, in Cloudflare's own words, as it was last read.
  cloudflare_id          text,
  cloudflare_status      text,
  ssl_status             text,
  registration           jsonb,
  certificate_expires_at timestamptz,
  -- Of which loss admins were told since it was added or active, so that they are told once.
  loss_told              text,
  -- The end of the certificate of which admins were told, so that they are told once.
  expiry_told            timestamptz,
  -- When it became active, since it was added, tried again or given up: only the first time is worth a mail.
  activated_at           timestamptz,
  -- When Cloudflare was found to have nothing of it any more, after its removal.
  purged_at              timestamptz,
  -- What the DNS said, when it was last asked.
  findings               jsonb,
  checked_at             timestamptz,
  -- Since its state began: how often it was looked at, which the schedule goes by.
  checks                 integer not null default 0,
  next_check_at          timestamptz default now(),
  -- When word was last left that Cloudflare has news of it, until a look that began after that has taken down what it is.
  news_at                timestamptz,
  -- Tells a repeated creation from another one with the same Idempotency-Key; null where none was sent.
  creation_fingerprint   text,
  created_at             timestamptz not null default now(),
  created_by_name        text,
  updated_at             timestamptz not null default now(),
  updated_by_name        text,
  unique (organization_id, id)
);
create index hostnames_by_time on hostnames (organization_id, created_at, id);
create index hostnames_due on hostnames (organization_id, next_check_at) where next_check_at is not null;
-- A tenant has a name once, and may ask for it again after it was given up.
create unique index hostnames_wanted on hostnames (organization_id, hostname) where state not in ('deleted', 'released');
-- Whoever has shown the record has the name, until the time after its removal is over.
create unique index hostnames_held on hostnames (hostname) where proven_at is not null and state <> 'released';
-- Who has a name or waits for it, the one who has it first.
create index hostnames_by_name on hostnames (hostname, proven_at) where state <> 'released';

-- Which of a tenant's hosts is the one that its mails lead to.
create table host_policies (
  organization_id     text primary key references organizations (id),
  version             bigint not null default 1,
  -- Null: the host every tenant has.
  primary_hostname_id text,
  -- Whether pages at the other hosts send people on to it.
  redirect_others     boolean not null default false,
  updated_at          timestamptz not null default now(),
  updated_by_name     text,
  foreign key (organization_id, primary_hostname_id) references hostnames (organization_id, id)
);
create index host_policies_by_hostname on host_policies (organization_id, primary_hostname_id);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['hostnames', 'host_policies'] loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format(
      'create policy tenant on %I
         using (organization_id = nullif(current_setting(''app.organization_id'', true), ''''))
         with check (organization_id = nullif(current_setting(''app.organization_id'', true), ''''))', tenant_table);
  end loop;
end
$$;

-- Which hosts a tenant is served on raises config_version, as 0005 has it for settings.
create function raise_config_version_of_hostnames() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.state <> 'active'
     or tg_op = 'UPDATE' and (new.state = 'active') = (old.state = 'active') and new.hostname = old.hostname then
    return null;
  end if;
  update organizations set config_version = config_version + 1 where id = new.organization_id;
  insert into outbox (organization_id, kind) values (new.organization_id, 'gatekeeper.refresh');
  insert into outbox (organization_id, kind, payload)
  values (new.organization_id, 'host.hint', jsonb_build_object('hostname', new.hostname));
  return null;
end
$$;
create trigger config_version after insert or update on hostnames
  for each row execute function raise_config_version_of_hostnames();

create function raise_config_version_of_host_policies() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  update organizations set config_version = config_version + 1 where id = new.organization_id;
  insert into outbox (organization_id, kind) values (new.organization_id, 'gatekeeper.refresh');
  return null;
end
$$;
create trigger config_version after insert or update on host_policies
  for each row execute function raise_config_version_of_host_policies();
revoke execute on function raise_config_version_of_hostnames(), raise_config_version_of_host_policies() from public;

-- At which hosts an owner has come in by a provider as it is configured now: where its callback is known to be registered.
alter table sso_proofs add column hosts text[] not null default '{}';
grant update (hosts) on sso_proofs to gatehouse_auth;

grant select on hostnames, host_policies to gatehouse_server, gatehouse_operator;
grant select, insert, update on hostnames to gatehouse_coordinator;
-- The sessions that began on a host end with it.
grant select (host) on sessions to gatehouse_coordinator;
grant select, insert, update (version, primary_hostname_id, redirect_others, updated_at, updated_by_name)
  on host_policies to gatehouse_coordinator;

-- Which tenant holds a hostname, and whether it is served there: what is not may be at any moment. Where nobody does, one
-- of those who wait for it, who is not served. Callers: server (resolving a host).
create function lookup_hostname(wanted text)
returns table (organization_id text, home_region text, served boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.home_region, h.state = 'active' and o.status <> 'deleted'
  from hostnames h join organizations o on o.id = h.organization_id
  where h.hostname = wanted and h.state <> 'released'
  order by h.proven_at limit 1
$$;

-- Who holds names, served or not: a name that is held cannot be had, and what Cloudflare says of it is for its holder.
-- Callers: server (adding a hostname, Cloudflare's webhook), operator (the cron trigger).
create function lookup_held_hostnames(wanted text[])
returns table (hostname text, organization_id text, home_region text, hostname_id text, state text, cloudflare_id text,
               cloudflare_status text, ssl_status text, certificate_expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select h.hostname, o.id, o.home_region, h.id, h.state, h.cloudflare_id, h.cloudflare_status, h.ssl_status,
         h.certificate_expires_at
  from hostnames h join organizations o on o.id = h.organization_id
  where h.hostname = any (wanted) and h.proven_at is not null and h.state <> 'released'
$$;

-- As 0015 has it, and to where a team's people are led: the host of its own that it has chosen, while that is in service.
-- Callers: server (find your team, at the apex).
set local role gatehouse_lookup;
drop function lookup_teams(text);
reset role;
create function lookup_teams(address text)
returns table (organization_id text, slug text, app_name text, primary_hostname text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.slug, s.app_name, h.hostname
  from users u
  join members m on m.organization_id = u.organization_id and m.user_id = u.id
  join organizations o on o.id = u.organization_id
  join organization_settings s on s.organization_id = o.id
  left join host_policies p on p.organization_id = o.id
  left join hostnames h
    on h.organization_id = p.organization_id and h.id = p.primary_hostname_id and h.state = 'active'
  where u.email = lower(address) and o.status = 'active'
  order by s.app_name, o.slug limit 50
$$;

-- Tenants with hostnames that should have been looked at by now, whoever has waited longest first, so that however many
-- there are nobody is passed over for ever. Callers: operator (the cron trigger).
create function lookup_overdue_hostnames(older_than interval, page_size integer)
returns table (organization_id text, home_region text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.home_region
  from organizations o
  cross join lateral (
    select min(h.next_check_at) as next_check_at from hostnames h where h.organization_id = o.id
  ) due
  where due.next_check_at < clock_timestamp() - older_than
  order by due.next_check_at, o.id
  limit least(page_size, 500)
$$;

create policy lookup on hostnames for select to gatehouse_lookup using (true);
create policy lookup on host_policies for select to gatehouse_lookup using (true);
grant select (organization_id, primary_hostname_id) on host_policies to gatehouse_lookup;
grant select (organization_id, id, hostname, state, proven_at, cloudflare_id, cloudflare_status, ssl_status,
              certificate_expires_at, next_check_at) on hostnames to gatehouse_lookup;
revoke all on function lookup_hostname(text), lookup_held_hostnames(text[]), lookup_teams(text),
  lookup_overdue_hostnames(interval, integer) from public;
grant create on schema public to gatehouse_lookup;
alter function lookup_hostname(text) owner to gatehouse_lookup;
alter function lookup_held_hostnames(text[]) owner to gatehouse_lookup;
alter function lookup_teams(text) owner to gatehouse_lookup;
alter function lookup_overdue_hostnames(interval, integer) owner to gatehouse_lookup;
revoke create on schema public from gatehouse_lookup;
set local role gatehouse_lookup;
grant execute on function lookup_hostname(text), lookup_teams(text) to gatehouse_server;
grant execute on function lookup_held_hostnames(text[]) to gatehouse_server, gatehouse_operator;
grant execute on function lookup_overdue_hostnames(interval, integer) to gatehouse_operator;
reset role;

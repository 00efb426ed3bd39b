-- The hash chain of each audit log: a tenant's rows form one, the platform's own another. See docs/audit.md.
--
-- A link says at which place of its chain a row stands, and hashes the row together with the link before. Links are
-- made while the transaction that wrote the row commits, so that the head of a chain is locked for that long only. Who
-- writes to both logs locks the tenant's head first, whatever the order of its statements.

do $$
begin
  if getdatabaseencoding() <> 'UTF8' then
    raise exception 'the audit chain hashes UTF-8: this database is %', getdatabaseencoding();
  end if;
end
$$;

-- No foreign key leads from a link to its row: a key would take locks on the way of every insert, and verification
-- finds what it would have prevented.
create table audit_links (
  organization_id text not null,
  sequence        bigint not null check (sequence > 0),
  audit_log_id    text not null,
  hash            bytea not null check (length(hash) = 32),
  primary key (organization_id, sequence),
  unique (organization_id, audit_log_id)
);

-- The end of each chain. The room in its pages lets a head be updated in place.
create table audit_heads (
  organization_id text primary key references organizations (id),
  sequence        bigint not null check (sequence >= 0),
  hash            bytea check (length(hash) = 32),
  check ((sequence = 0) = (hash is null))
) with (fillfactor = 50);

-- What the platform has signed: that the chain stood there. The statement is a JWS (src/audit-chain/checkpoint.ts). Each
-- follows one, and of two that are signed at the same time only one does.
create table audit_checkpoints (
  organization_id text not null references organizations (id),
  sequence        bigint not null check (sequence > 0),
  follows         bigint not null check (follows >= 0 and follows < sequence),
  signed_at       timestamptz not null default clock_timestamp(),
  statement       text not null,
  primary key (organization_id, sequence),
  unique (organization_id, follows)
);

-- What became too old: everything up to a checkpoint. The row of the log that says so is named here.
create table audit_tombstones (
  organization_id  text primary key references organizations (id),
  through_sequence bigint not null check (through_sequence > 0),
  hash             bytea not null check (length(hash) = 32),
  removed          bigint not null,
  audit_log_id     text not null,
  at               timestamptz not null default clock_timestamp()
);

create table platform_audit_links (
  sequence     bigint primary key check (sequence > 0),
  audit_log_id text not null unique,
  hash         bytea not null check (length(hash) = 32)
);

create table platform_audit_head (
  singleton boolean primary key default true check (singleton),
  sequence  bigint not null check (sequence >= 0),
  hash      bytea check (length(hash) = 32),
  check ((sequence = 0) = (hash is null))
) with (fillfactor = 50);

create table platform_audit_checkpoints (
  sequence  bigint primary key check (sequence > 0),
  follows   bigint not null unique check (follows >= 0 and follows < sequence),
  signed_at timestamptz not null default clock_timestamp(),
  statement text not null
);

-- What is hashed is text that no other values could have made: each field is its length in bytes, a colon and itself,
-- or a dash when it is null. The columns are named one by one, because a later column must not change old hashes.
create function audit_field(field text) returns text language sql immutable
return coalesce(octet_length(field)::text || ':' || field, '-');

create function audit_row_digest(
  id text, event text, actor_type text, actor_id text, actor_name text,
  target_type text, target_id text, target_name text, at timestamptz,
  request_id text, correlation_id text, address text, user_agent text, data jsonb
) returns bytea language plpgsql immutable set search_path = pg_catalog, public, pg_temp as $$
begin
  return sha256(convert_to(
    audit_field('gatehouse-audit-row-1') || audit_field(id) || audit_field(event)
    || audit_field(actor_type) || audit_field(actor_id) || audit_field(actor_name)
    || audit_field(target_type) || audit_field(target_id) || audit_field(target_name)
    || audit_field((extract(epoch from at) * 1000000)::bigint::text)
    || audit_field(request_id) || audit_field(correlation_id) || audit_field(address) || audit_field(user_agent)
    || audit_field(data::text), 'UTF8'));
end
$$;

create function audit_link_hash(chain text, sequence bigint, previous bytea, row_digest bytea)
returns bytea language plpgsql immutable set search_path = pg_catalog, public, pg_temp as $$
begin
  return sha256(convert_to(
    audit_field('gatehouse-audit-link-1') || audit_field(chain) || audit_field(sequence::text)
    || audit_field(encode(previous, 'hex')) || audit_field(encode(row_digest, 'hex')), 'UTF8'));
end
$$;

-- The functions below belong to gatehouse_chain, whom nobody logs in as, and who is under the same row security as
-- everyone: hence the setting, which a superuser's insert may lack.
create function link_audit_log() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  tenant constant text := current_setting('app.organization_id', true);
  digest constant bytea := audit_row_digest(
    new.id, new.event, new.actor_type, new.actor_id, new.actor_name, new.target_type, new.target_id, new.target_name,
    new.at, new.request_id, new.correlation_id, new.address, new.user_agent, new.data);
  head audit_heads;
begin
  if tenant is distinct from new.organization_id then
    perform set_config('app.organization_id', new.organization_id, true);
  end if;
  update audit_heads h
  set sequence = h.sequence + 1, hash = audit_link_hash(h.organization_id, h.sequence + 1, h.hash, digest)
  where h.organization_id = new.organization_id
  returning h.* into head;
  if not found then
    insert into audit_heads as h (organization_id, sequence, hash)
    values (new.organization_id, 1, audit_link_hash(new.organization_id, 1, null, digest))
    on conflict (organization_id) do update
    set sequence = h.sequence + 1, hash = audit_link_hash(h.organization_id, h.sequence + 1, h.hash, digest)
    returning h.* into head;
  end if;
  insert into audit_links (organization_id, sequence, audit_log_id, hash)
  values (new.organization_id, head.sequence, new.id, head.hash);
  if tenant is distinct from new.organization_id then
    perform set_config('app.organization_id', coalesce(tenant, ''), true);
  end if;
  return null;
end
$$;

create function link_platform_audit_log() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  tenant constant text := nullif(current_setting('app.organization_id', true), '');
  digest constant bytea := audit_row_digest(
    new.id, new.event, new.actor_type, new.actor_id, new.actor_name, new.target_type, new.target_id, new.target_name,
    new.at, new.request_id, new.correlation_id, new.address, new.user_agent, new.data);
  head platform_audit_head;
begin
  -- An operator's act on a tenant writes to both logs: without this, two of them could wait for each other.
  if tenant is not null then
    perform from audit_heads h where h.organization_id = tenant for no key update;
    if not found then
      insert into audit_heads (organization_id, sequence)
      select o.id, 0 from organizations o where o.id = tenant
      on conflict do nothing;
      perform from audit_heads h where h.organization_id = tenant for no key update;
    end if;
  end if;
  update platform_audit_head h
  set sequence = h.sequence + 1, hash = audit_link_hash('platform', h.sequence + 1, h.hash, digest)
  returning h.* into strict head;
  insert into platform_audit_links (sequence, audit_log_id, hash) values (head.sequence, new.id, head.hash);
  return null;
end
$$;

-- Deletes what the tenant of the transaction keeps no longer, from the beginning of its chain up to a checkpoint that
-- is older than it keeps rows, and says so in its log. Returns how many rows went; at most twenty thousand at a time.
-- Callers: operator (the cron). Whoever calls it, it does what the tenant's settings say and nothing else.
create function expire_audit_logs() returns bigint language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  tenant constant text := nullif(current_setting('app.organization_id', true), '');
  announcement constant text := 'aud_' || left(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 24);
  retention integer;
  before timestamptz;
  past audit_tombstones;
  through audit_links;
  gone bigint;
begin
  select s.audit_retention_days into retention from organization_settings s where s.organization_id = tenant;
  if retention is null then return 0; end if;
  before := clock_timestamp() - make_interval(days => retention);
  perform pg_advisory_xact_lock(hashtextextended('expire_audit_logs ' || tenant, 0));
  select t.* into past from audit_tombstones t where t.organization_id = tenant;
  select l.* into through
  from audit_checkpoints c join audit_links l using (organization_id, sequence)
  where c.organization_id = tenant
    and c.signed_at < before
    and c.sequence > coalesce(past.through_sequence, 0)
    and c.sequence <= coalesce(past.through_sequence, 0) + 20000
  order by c.sequence desc limit 1;
  if not found then return 0; end if;
  with links as (
    delete from audit_links l where l.organization_id = tenant and l.sequence <= through.sequence
    returning l.audit_log_id
  )
  delete from audit_logs a where a.organization_id = tenant and a.id in (select l.audit_log_id from links l);
  get diagnostics gone = row_count;
  delete from audit_checkpoints c where c.organization_id = tenant and c.sequence < through.sequence;
  delete from audit_tombstones t where t.organization_id = tenant;
  insert into audit_tombstones (organization_id, through_sequence, hash, removed, audit_log_id)
  values (tenant, through.sequence, through.hash, gone, announcement);
  insert into audit_logs (id, organization_id, event, actor_type, target_type, target_id, data)
  values (announcement, tenant, 'audit-logs.expired', 'system', 'audit-logs', tenant, jsonb_build_object(
    'rows', gone, 'before', to_char(before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'through', through.sequence, 'hash', encode(through.hash, 'hex')));
  return gone;
end
$$;

-- Rows that are older than the chain, in the order of their times.
alter table audit_logs no force row level security;
do $$
declare
  old record;
  chain text;
  place bigint;
  previous bytea;
begin
  for old in select * from audit_logs order by organization_id, at, id loop
    if chain is distinct from old.organization_id then
      chain := old.organization_id;
      place := 0;
      previous := null;
    end if;
    place := place + 1;
    previous := audit_link_hash(chain, place, previous, audit_row_digest(
      old.id, old.event, old.actor_type, old.actor_id, old.actor_name, old.target_type, old.target_id, old.target_name,
      old.at, old.request_id, old.correlation_id, old.address, old.user_agent, old.data));
    insert into audit_links values (chain, place, old.id, previous);
  end loop;
  place := 0;
  previous := null;
  for old in select * from platform_audit_logs order by at, id loop
    place := place + 1;
    previous := audit_link_hash('platform', place, previous, audit_row_digest(
      old.id, old.event, old.actor_type, old.actor_id, old.actor_name, old.target_type, old.target_id, old.target_name,
      old.at, old.request_id, old.correlation_id, old.address, old.user_agent, old.data));
    insert into platform_audit_links values (place, old.id, previous);
  end loop;
  insert into audit_heads (organization_id, sequence, hash)
  select distinct on (l.organization_id) l.organization_id, l.sequence, l.hash
  from audit_links l order by l.organization_id, l.sequence desc;
  insert into platform_audit_head (sequence, hash) values (place, previous);
end
$$;
alter table audit_logs force row level security;

create constraint trigger link after insert on audit_logs
  deferrable initially deferred for each row execute function link_audit_log();
create constraint trigger link after insert on platform_audit_logs
  deferrable initially deferred for each row execute function link_platform_audit_log();

-- What became too old is deleted by expire_audit_logs() and by nothing else: it runs as a role nobody is.
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_user = 'gatehouse_chain' then return old; end if;
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array[
    'audit_links', 'audit_checkpoints', 'audit_tombstones', 'platform_audit_links', 'platform_audit_checkpoints'
  ] loop
    execute format(
      'create trigger append_only before update or delete on %I for each row execute function refuse_audit_change()', name);
    execute format(
      'create trigger no_truncate before truncate on %I for each statement execute function refuse_audit_change()', name);
  end loop;
  foreach name in array array['audit_links', 'audit_heads', 'audit_checkpoints', 'audit_tombstones'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      $policy$create policy tenant on %I
        using (organization_id = nullif(current_setting('app.organization_id', true), ''))
        with check (organization_id = nullif(current_setting('app.organization_id', true), ''))$policy$, name);
  end loop;
end
$$;

-- Whoever writes the log needs no right to its chain, the owner of the tables included.
revoke insert, update, delete, truncate on
  audit_links, audit_heads, audit_checkpoints, audit_tombstones,
  platform_audit_links, platform_audit_head, platform_audit_checkpoints from gatehouse_owner;
grant select on audit_links, audit_heads, audit_checkpoints, audit_tombstones to gatehouse_server, gatehouse_operator;
grant select on platform_audit_links, platform_audit_head, platform_audit_checkpoints to gatehouse_operator;
-- What is not signed is not a checkpoint, so it is enough that only the admin worker may add one.
grant insert (organization_id, sequence, follows, statement) on audit_checkpoints to gatehouse_operator;
grant insert (sequence, follows, statement) on platform_audit_checkpoints to gatehouse_operator;

grant usage, create on schema public to gatehouse_chain;
grant select (id) on organizations to gatehouse_chain;
grant select (organization_id, audit_retention_days) on organization_settings to gatehouse_chain;
grant select, insert, update on audit_heads to gatehouse_chain;
grant select, insert, delete on audit_links, audit_tombstones, audit_logs to gatehouse_chain;
grant select, delete on audit_checkpoints to gatehouse_chain;
grant select, update on platform_audit_head to gatehouse_chain;
grant insert on platform_audit_links to gatehouse_chain;

-- The chains that have moved since their last checkpoint, which is so old or so many rows behind, and those that have
-- none. Callers: operator (the cron that signs).
create function lookup_unsigned_audit_chains(older_than interval, rows_behind bigint, page_size integer)
returns table (organization_id text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select h.organization_id
  from audit_heads h
  left join lateral (
    select c.sequence, c.signed_at from audit_checkpoints c
    where c.organization_id = h.organization_id order by c.sequence desc limit 1
  ) last on true
  where h.sequence > coalesce(last.sequence, 0)
    and (last.sequence is null or last.signed_at < clock_timestamp() - older_than or h.sequence - last.sequence > rows_behind)
  -- Those that do not verify stay on the list: in no order, they do not keep the others from their turn.
  order by random()
  limit page_size
$$;

-- The tenants with rows that are older than they keep them, as far as checkpoints say so. Callers: operator (the cron).
create function lookup_expired_audit_logs(page_size integer)
returns table (organization_id text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select s.organization_id
  from organization_settings s
  left join audit_tombstones t on t.organization_id = s.organization_id
  where s.audit_retention_days is not null and exists (
    select from audit_checkpoints c
    where c.organization_id = s.organization_id and c.sequence > coalesce(t.through_sequence, 0)
      and c.signed_at < clock_timestamp() - make_interval(days => s.audit_retention_days)
  )
  order by random()
  limit page_size
$$;

-- Every chain there should be, in order. Callers: operator (`npm run audit:verify`).
create function lookup_audit_chains(after_id text, page_size integer)
returns table (organization_id text, slug text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.slug from organizations o where o.id > after_id order by o.id limit page_size
$$;

grant select on audit_heads, audit_checkpoints, audit_tombstones to gatehouse_lookup;
grant select (organization_id, audit_retention_days) on organization_settings to gatehouse_lookup;
create policy lookup on audit_heads for select to gatehouse_lookup using (true);
create policy lookup on audit_checkpoints for select to gatehouse_lookup using (true);
create policy lookup on audit_tombstones for select to gatehouse_lookup using (true);
create policy lookup on organization_settings for select to gatehouse_lookup using (true);

grant create on schema public to gatehouse_lookup;
do $$
declare
  signature text;
begin
  foreach signature in array array[
    'audit_field(text)',
    'audit_row_digest(text, text, text, text, text, text, text, text, timestamptz, text, text, text, text, jsonb)',
    'audit_link_hash(text, bigint, bytea, bytea)', 'link_audit_log()', 'link_platform_audit_log()', 'expire_audit_logs()'
  ] loop
    execute format('revoke all on function %s from public', signature);
    execute format('alter function %s owner to gatehouse_chain', signature);
  end loop;
  foreach signature in array array[
    'lookup_unsigned_audit_chains(interval, bigint, integer)', 'lookup_expired_audit_logs(integer)',
    'lookup_audit_chains(text, integer)'
  ] loop
    execute format('revoke all on function %s from public', signature);
    execute format('alter function %s owner to gatehouse_lookup', signature);
  end loop;
end
$$;
revoke create on schema public from gatehouse_chain, gatehouse_lookup;

set local role gatehouse_chain;
grant execute on function expire_audit_logs() to gatehouse_operator;
set local role gatehouse_lookup;
grant execute on function lookup_unsigned_audit_chains(interval, bigint, integer), lookup_expired_audit_logs(integer),
  lookup_audit_chains(text, integer) to gatehouse_operator;
reset role;

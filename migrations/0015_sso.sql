-- Single sign-on: the providers of each tenant, their domains, who was signed in by them, and the way in that remains
-- when they fail. What is configured is written by the tenant's gatekeeper and by nobody else; what happens at a
-- sign-in, by the auth worker. Rules of every tenant's table: see 0001.

create table sso_providers (
  organization_id       text not null references organizations (id),
  id                    text primary key check (id ~ '^sso_[0-9a-z]{24}$'),
  version               bigint not null default 1,
  label                 text not null check (length(label) between 1 and 60),
  preset                text not null default 'generic'
                        check (preset in ('generic', 'okta', 'entra', 'google', 'auth0', 'keycloak')),
  issuer                text not null,
  client_id             text not null,
  -- Sealed; null for a public client, and while a provider that was restored waits for a new one.
  client_secret         text,
  -- What may be known of it by those who may not read it.
  has_client_secret     boolean not null generated always as (client_secret is not null) stored,
  client_authentication text not null default 'client_secret_basic'
                        check (client_authentication in ('client_secret_basic', 'client_secret_post', 'none')),
  -- Given by hand; null is discovered from the issuer.
  endpoints             jsonb,
  enabled               boolean not null default true,
  provisioning          boolean not null default true,
  default_role          text not null default 'member' check (default_role in ('owner', 'admin', 'member')),
  role_claim            text,
  role_mappings         jsonb not null default '[]',
  email_verification    text not null default 'required' check (email_verification in ('required', 'assumed')),
  max_age_seconds       integer check (max_age_seconds between 0 and 2592000),
  acr_values            text,
  logout_at_provider    boolean not null default false,
  -- The least role of those who changed whom it trusts, since an owner vouched for it: it signs in nobody above.
  authority             text not null check (authority in ('owner', 'admin', 'member')),
  -- Tells a repeated creation from another one with the same Idempotency-Key; null where none was sent.
  creation_fingerprint  text,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  updated_by_id         text,
  updated_by_name       text,
  check (client_authentication <> 'none' or client_secret is null),
  check (client_authentication = 'none' or client_secret is not null or not enabled),
  unique (organization_id, id)
);
create index sso_providers_by_time on sso_providers (organization_id, created_at, id);

create table sso_domains (
  organization_id text not null references organizations (id),
  domain          text not null check (domain = lower(domain) and length(domain) between 3 and 253),
  provider_id     text not null,
  -- What its TXT record must say: no secret, once it is there.
  challenge       text not null,
  created_at      timestamptz not null default now(),
  verified_at     timestamptz,
  checked_at      timestamptz,
  -- Since when the record of a verified domain has been missing.
  failing_since   timestamptz,
  primary key (organization_id, domain),
  foreign key (organization_id, provider_id) references sso_providers (organization_id, id) on delete cascade
);
create index sso_domains_by_provider on sso_domains (organization_id, provider_id);
-- Whoever can show the record has the domain, and nobody else has it at the same time.
create unique index sso_domains_verified on sso_domains (domain) where verified_at is not null;

create table sso_policies (
  organization_id text primary key references organizations (id),
  version         bigint not null default 1,
  enforced        boolean not null default false,
  updated_at      timestamptz not null default now(),
  updated_by_id   text,
  updated_by_name text
);

-- Every version there was, a deletion included. Secrets are not in it.
create table sso_revisions (
  organization_id text not null references organizations (id),
  -- A provider's id, or 'enforcement'.
  subject         text not null,
  version         bigint not null,
  act             text not null check (act in ('created', 'updated', 'confirmed', 'restored', 'deleted', 'enforced', 'lifted')),
  document        jsonb not null,
  key_changed     boolean not null default false,
  -- How far the provider reached from then on: what an owner vouches for is what has changed since theirs.
  authority       text check (authority in ('owner', 'admin', 'member')),
  actor_type      text not null check (actor_type in ('user', 'operator', 'system')),
  actor_id        text,
  actor_name      text,
  created_at      timestamptz not null default clock_timestamp(),
  primary key (organization_id, subject, version)
);
create index sso_revisions_by_time on sso_revisions (organization_id, created_at desc, subject desc, version desc);

-- That an owner has come in by a provider as it is configured now: without it, nobody is made to.
create table sso_proofs (
  organization_id text not null references organizations (id),
  provider_id     text not null,
  -- SHA-256 of what makes it the same provider: issuer, client and endpoints.
  fingerprint     text not null,
  user_id         text not null,
  proven_at       timestamptz not null default now(),
  primary key (organization_id, provider_id),
  foreign key (organization_id, provider_id) references sso_providers (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create index sso_proofs_by_user on sso_proofs (organization_id, user_id);

-- Sign-ins on their way through a provider, and what came of tests. Short-lived.
create table sso_flows (
  organization_id  text not null references organizations (id),
  id               text primary key check (id ~ '^flw_[0-9a-z]{24}$'),
  -- SHA-256 of the state parameter, and of what only the browser that began holds.
  state_hash       text not null,
  browser_hash     text not null,
  provider_id      text not null,
  provider_version bigint not null,
  purpose          text not null check (purpose in ('sign-in', 'test')),
  host             text not null,
  -- Sealed: the nonce and the PKCE verifier.
  secrets          text not null,
  as_of            bigint not null,
  return_path      text not null,
  -- Who tests.
  user_id          text,
  created_at       timestamptz not null default now(),
  expires_at       timestamptz not null,
  used_at          timestamptz,
  report           jsonb,
  check ((purpose = 'test') = (user_id is not null)),
  unique (organization_id, state_hash),
  foreign key (organization_id, provider_id) references sso_providers (organization_id, id) on delete cascade,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create index sso_flows_by_provider on sso_flows (organization_id, provider_id);
create index sso_flows_by_user on sso_flows (organization_id, user_id);
create index sso_flows_by_expiry on sso_flows (organization_id, expires_at);

-- The way in for an owner when no provider answers.
create table recovery_codes (
  organization_id text not null references organizations (id),
  user_id         text not null,
  code_hash       text not null,
  created_at      timestamptz not null default now(),
  used_at         timestamptz,
  primary key (organization_id, user_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create unique index recovery_codes_by_hash on recovery_codes (organization_id, code_hash);

-- Who was removed comes back by an invitation, and not because a provider still knows them.
create table former_members (
  organization_id text not null references organizations (id),
  user_id         text not null,
  email           text not null,
  -- What providers called them: issuer and subject, whichever provider it was.
  subjects        text[] not null default '{}',
  removed_at      timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index former_members_by_email on former_members (organization_id, email);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array[
    'sso_providers', 'sso_domains', 'sso_policies', 'sso_revisions', 'sso_proofs', 'sso_flows', 'recovery_codes', 'former_members'
  ] loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format(
      'create policy tenant on %I
         using (organization_id = nullif(current_setting(''app.organization_id'', true), ''''))
         with check (organization_id = nullif(current_setting(''app.organization_id'', true), ''''))', tenant_table);
  end loop;
end
$$;

-- The record of a session that began at a provider: which, and what the provider calls the person and their session.
alter table sessions
  add column sso_provider_id text,
  add column sso_subject     text,
  add column sso_sid         text;

-- What the gatekeeper caches of it raises config_version, as 0005 has it for settings.
create function raise_config_version_of_sso() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  changed text := coalesce(new.organization_id, old.organization_id);
begin
  update organizations set config_version = config_version + 1 where id = changed;
  insert into outbox (organization_id, kind) values (changed, 'gatekeeper.refresh');
  return null;
end
$$;
create trigger config_version after insert or update or delete on sso_providers
  for each row execute function raise_config_version_of_sso();
create trigger config_version after insert or delete or update of verified_at, provider_id on sso_domains
  for each row execute function raise_config_version_of_sso();
create trigger config_version after insert or update on sso_policies
  for each row execute function raise_config_version_of_sso();

create function remember_former_member() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into former_members (organization_id, user_id, email, subjects)
  select old.organization_id, old.id, old.email, coalesce(array_agg(a.account_id), '{}')
  from accounts a
  where a.organization_id = old.organization_id and a.user_id = old.id and a.provider_id like 'sso\_%';
  return old;
end
$$;
create trigger remember_former_member before delete on users
  for each row execute function remember_former_member();
revoke execute on function raise_config_version_of_sso(), remember_former_member() from public;

-- The server shows what is configured; it never sees a secret, sealed or not.
grant select (organization_id, id, version, label, preset, issuer, client_id, has_client_secret, client_authentication,
              endpoints, enabled, provisioning, default_role, role_claim, role_mappings, email_verification,
              max_age_seconds, acr_values, logout_at_provider, authority, creation_fingerprint, created_at, updated_at,
              updated_by_id, updated_by_name) on sso_providers to gatehouse_server;
grant select on sso_domains, sso_policies, sso_revisions, sso_proofs to gatehouse_server;
grant select (organization_id, id, provider_id, provider_version, purpose, user_id, created_at, expires_at, used_at, report)
  on sso_flows to gatehouse_server;
grant select (organization_id, user_id, created_at, used_at) on recovery_codes to gatehouse_server;

-- The auth worker signs people in by it.
grant select (organization_id, id, version, label, issuer, client_id, client_secret, client_authentication, endpoints,
              enabled, provisioning, default_role, role_claim, role_mappings, email_verification, max_age_seconds,
              acr_values, logout_at_provider, authority) on sso_providers to gatehouse_auth;
-- For `select … for share`: a sign-in holds the provider it goes by until it commits.
grant update (updated_at) on sso_providers to gatehouse_auth;
grant select (organization_id, domain, provider_id, verified_at) on sso_domains to gatehouse_auth;
grant select (organization_id, enforced) on sso_policies to gatehouse_auth;
grant select, insert, update (fingerprint, user_id, proven_at) on sso_proofs to gatehouse_auth;
grant select, insert, update (used_at, report) on sso_flows to gatehouse_auth;
grant select, insert, update (code_hash, created_at, used_at), delete on recovery_codes to gatehouse_auth;
grant select (organization_id, user_id, email, subjects), delete on former_members to gatehouse_auth;

-- The gatekeeper writes it.
grant select, insert, update, delete on sso_providers to gatehouse_coordinator;
grant select, insert, update (provider_id, verified_at, checked_at, failing_since), delete on sso_domains to gatehouse_coordinator;
grant select, insert, update (version, enforced, updated_at, updated_by_id, updated_by_name) on sso_policies to gatehouse_coordinator;
grant select, insert on sso_revisions to gatehouse_coordinator;
grant select on sso_proofs to gatehouse_coordinator;
-- Of sessions that enforcement ends: those that a password began.
grant select (method) on sessions to gatehouse_coordinator;
-- Housekeeping: it sees when one is over and no more.
grant select (organization_id, expires_at), delete on sso_flows to gatehouse_coordinator;
-- Announcements of a break-glass sign-in go to the owners; that a session was revoked by its provider is recorded.
grant select (organization_id, user_id, created_at, used_at) on recovery_codes to gatehouse_coordinator;
-- Who is no owner any more has none.
grant delete on recovery_codes to gatehouse_coordinator;

-- The key that secrets are sealed with changes here too.
grant select (id, organization_id, client_secret), update (client_secret) on sso_providers to gatehouse_sealer;
grant select (id, organization_id, secrets), update (secrets) on sso_flows to gatehouse_sealer;

-- Tenants some of whose verified domains have not been looked at since `before`, but for those who have been told.
-- Callers: operator (the cron trigger).
create function lookup_stale_domains(before timestamptz, page_size integer)
returns table (organization_id text, home_region text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.home_region from organizations o
  where o.status = 'active'
    and exists (select from sso_domains d
                where d.organization_id = o.id and d.verified_at is not null and d.checked_at < before)
    and not exists (select from outbox w
                    where w.organization_id = o.id and w.kind = 'sso.check-domains' and w.delivered_at is null)
  order by o.id limit least(page_size, 100)
$$;

-- The teams a person is a member of, by their address: for a mail to that address and for nothing else.
-- Callers: server (find your team, at the apex).
create function lookup_teams(address text)
returns table (organization_id text, slug text, app_name text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  select o.id, o.slug, s.app_name
  from users u
  join members m on m.organization_id = u.organization_id and m.user_id = u.id
  join organizations o on o.id = u.organization_id
  join organization_settings s on s.organization_id = o.id
  where u.email = lower(address) and o.status = 'active'
  order by s.app_name, o.slug limit 50
$$;
-- Anyone may ask, so the answer must not cost a walk through all tenants' people.
create index users_by_email on users (email);
create policy lookup on sso_domains for select to gatehouse_lookup using (true);
grant select (organization_id, checked_at, verified_at) on sso_domains to gatehouse_lookup;
grant select (organization_id, app_name) on organization_settings to gatehouse_lookup;
revoke all on function lookup_stale_domains(timestamptz, integer), lookup_teams(text) from public;
grant create on schema public to gatehouse_lookup;
alter function lookup_stale_domains(timestamptz, integer) owner to gatehouse_lookup;
alter function lookup_teams(text) owner to gatehouse_lookup;
revoke create on schema public from gatehouse_lookup;
set local role gatehouse_lookup;
grant execute on function lookup_stale_domains(timestamptz, integer) to gatehouse_operator;
grant execute on function lookup_teams(text) to gatehouse_server;
reset role;

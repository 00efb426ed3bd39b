-- Organizations and their settings documents.
--
-- Every table of a tenant follows the same rules, which the catalogue test checks:
-- organization_id not null, row security enabled and forced, one policy with using and with check,
-- an index that leads with the tenant, foreign keys that carry the tenant.
-- The setting reads '' (not null) after the transaction that set it, hence nullif.

revoke create on schema public from public;

create table organizations (
  id               text primary key check (id ~ '^org_[0-9a-z]{24}$'),
  -- Never deleted and never reissued: a deleted tenant's row is the tombstone of its slug.
  slug             text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])?$' and slug not like 'xn--%'),
  name             text not null check (length(name) between 1 and 100),
  status           text not null default 'active' check (status in ('active', 'suspended', 'deleted')),
  suspended_reason text,
  home_region      text not null default 'weur'
                   check (home_region in ('wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me')),
  -- The gatekeeper's sessionVersion as far as it has reached Postgres, in its own unit (see durable-objects/revision.ts).
  session_version  bigint not null default 0,
  -- Raised by triggers and by nothing else.
  config_version   bigint not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  check ((status = 'suspended') = (suspended_reason is not null))
);
alter table organizations enable row level security;
alter table organizations force row level security;
create policy tenant on organizations
  using (id = nullif(current_setting('app.organization_id', true), ''))
  with check (id = nullif(current_setting('app.organization_id', true), ''));

create table organization_settings (
  organization_id text primary key references organizations (id),
  version         bigint not null default 1,
  app_name        text not null check (length(app_name) between 1 and 60),
  primary_color   text check (primary_color ~ '^#[0-9a-f]{6}$'),
  updated_at      timestamptz not null default now(),
  updated_by      text
);
alter table organization_settings enable row level security;
alter table organization_settings force row level security;
create policy tenant on organization_settings
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

grant select on organizations, organization_settings
  to gatehouse_server, gatehouse_auth, gatehouse_coordinator, gatehouse_operator;
grant insert (id, slug, name, home_region) on organizations to gatehouse_operator;
grant insert (organization_id, app_name) on organization_settings to gatehouse_operator;
-- `select … for update` needs update on some column of the table.
grant update (status, suspended_reason, session_version, updated_at) on organizations to gatehouse_coordinator;
grant update (version, app_name, primary_color, updated_at, updated_by) on organization_settings to gatehouse_coordinator;

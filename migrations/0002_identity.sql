-- Identity: one pool of users per organization. Better Auth reads and writes these tables as
-- gatehouse_auth, through its tenant-scoped adapter and behind row security.

create table users (
  id              text primary key check (id ~ '^usr_[0-9a-z]{24}$'),
  organization_id text not null references organizations (id),
  email           text not null check (email = lower(email)),
  email_verified  boolean not null default false,
  name            text not null,
  image           text,
  -- The gatekeeper's epoch of this user, as far as it has reached Postgres.
  epoch           bigint not null default 0,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, email)
);
alter table users enable row level security;
alter table users force row level security;
create policy tenant on users
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

create table accounts (
  id                       text primary key,
  organization_id          text not null references organizations (id),
  user_id                  text not null,
  provider_id              text not null,
  account_id               text not null,
  password                 text,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade,
  unique (organization_id, provider_id, account_id)
);
create index accounts_by_user on accounts (organization_id, user_id);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy tenant on accounts
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

-- The record of sessions. The authority on which of them are open is the gatekeeper.
create table sessions (
  id              text primary key check (id ~ '^ses_[0-9a-z]{24}$'),
  organization_id text not null references organizations (id),
  user_id         text not null,
  token_hash      text not null unique,
  method          text not null,
  host            text not null,
  address         text,
  user_agent      text,
  expires_at      timestamptz not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  last_seen_at    timestamptz,
  -- Revision below which the gatekeeper closes it, and why, once known.
  as_of           bigint not null,
  revoked_at      timestamptz,
  revoked_reason  text,
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
create index sessions_by_user on sessions (organization_id, user_id);
create index sessions_by_expiry on sessions (organization_id, expires_at);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy tenant on sessions
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

create table verifications (
  id              text primary key,
  organization_id text not null references organizations (id),
  -- Hashed: it holds reset tokens and the like.
  identifier      text not null,
  value           text not null,
  expires_at      timestamptz not null,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
create index verifications_by_identifier on verifications (organization_id, identifier);
create index verifications_by_expiry on verifications (organization_id, expires_at);
alter table verifications enable row level security;
alter table verifications force row level security;
create policy tenant on verifications
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

grant select, insert, update, delete on users, accounts, sessions, verifications to gatehouse_auth;
grant select on users to gatehouse_server, gatehouse_operator;
grant select on users, sessions to gatehouse_coordinator;
grant update (epoch) on users to gatehouse_coordinator;
grant update (last_seen_at, revoked_at, revoked_reason) on sessions to gatehouse_coordinator;
-- Removing a member removes the user: a pool has no users who are not members.
grant delete on users to gatehouse_coordinator;
grant select, delete on verifications to gatehouse_coordinator;

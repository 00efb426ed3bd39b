-- Members and invitations.

create table members (
  organization_id text not null references organizations (id),
  user_id         text not null,
  role            text not null check (role in ('owner', 'admin', 'member')),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (organization_id, user_id),
  foreign key (organization_id, user_id) references users (organization_id, id) on delete cascade
);
alter table members enable row level security;
alter table members force row level security;
create policy tenant on members
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

create table invitations (
  -- The id is the capability in the mailed link, hence its length: 40 characters of base 36, over 200 bits.
  id              text primary key check (id ~ '^inv_[0-9a-z]{40}$'),
  organization_id text not null references organizations (id),
  email           text not null check (email = lower(email)),
  role            text not null check (role in ('owner', 'admin', 'member')),
  status          text not null default 'pending' check (status in ('pending', 'accepted', 'revoked')),
  invited_by_type text not null check (invited_by_type in ('user', 'operator')),
  invited_by_id   text not null,
  invited_by_name text not null,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  accepted_at     timestamptz,
  accepted_user_id text,
  check ((status = 'accepted') = (accepted_at is not null))
);
create unique index invitations_one_pending on invitations (organization_id, email) where status = 'pending';
-- By the beginning that lists and logs show (src/invitations/reference.ts): the rest is the secret of the link.
create unique index invitations_by_reference on invitations (organization_id, left(id, 20));
create index invitations_by_time on invitations (organization_id, created_at desc, id desc);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy tenant on invitations
  using (organization_id = nullif(current_setting('app.organization_id', true), ''))
  with check (organization_id = nullif(current_setting('app.organization_id', true), ''));

grant select on members to gatehouse_server, gatehouse_operator;
-- The update is for `select … for share`: a sign-in holds the role it opens a session with until it commits.
grant select, insert, update (updated_at) on members to gatehouse_auth;
grant select, update (role, updated_at), delete on members to gatehouse_coordinator;
grant select, insert, update (status) on invitations to gatehouse_server, gatehouse_operator;
grant select, update (status, accepted_at, accepted_user_id) on invitations to gatehouse_auth;
grant select, update (status) on invitations to gatehouse_coordinator;

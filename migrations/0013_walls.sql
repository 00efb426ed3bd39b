-- Grants by column and keys that carry the tenant, where 0001 to 0011 left them wider.
-- What each role holds when this is done stands in tests/walls/grants.ts, and why in docs/database.md.

-- Nobody is let in by being anybody: not to connect, not to make temporary tables, not to look into the schema.
do $$
begin
  if not pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'usage') then
    raise exception 'gatehouse_owner must own the database, or what PUBLIC may do in it cannot be taken away';
  end if;
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to gatehouse_server, gatehouse_auth, gatehouse_coordinator, gatehouse_operator',
    current_database());
end
$$;
revoke all on schema public from public;

-- PostgreSQL lets everybody call a new function and use a new type, unless its maker has said otherwise.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
set local role gatehouse_lookup;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
set local role gatehouse_chain;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
set local role gatehouse_owner;
-- A trigger needs no right to its function when it fires, only when it is made.
do $$
declare
  made record;
begin
  for made in select p.oid::regprocedure as signature from pg_proc p
              where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole loop
    execute format('revoke execute on function %s from public', made.signature);
  end loop;
end
$$;

-- The beginning of an invitation's id names it, its hash finds it: whoever reads invitations needs not read the
-- capability itself (docs/decisions/0009-invitation-ids.md).
alter table invitations
  add column reference text not null generated always as (left(id, 20)) stored,
  add column id_hash   text not null generated always as (encode(sha256(id::bytea), 'hex')) stored;
drop index invitations_by_reference;
create unique index invitations_by_reference on invitations (organization_id, reference);
create unique index invitations_by_hash on invitations (organization_id, id_hash);
drop index invitations_by_time;
create index invitations_by_time on invitations (organization_id, created_at desc, reference desc);

-- Who accepted is a user of the same organization, for as long as they are one. Until now those who were removed left a
-- name that refers to nobody. PostgreSQL checks a new key with the rights of the tables' owner, who must see the rows.
alter table users no force row level security;
alter table invitations no force row level security;
update invitations i set accepted_user_id = null
where i.accepted_user_id is not null
  and not exists (select from users u where u.organization_id = i.organization_id and u.id = i.accepted_user_id);
alter table invitations
  add foreign key (organization_id, accepted_user_id) references users (organization_id, id)
  on delete set null (accepted_user_id);
alter table invitations force row level security;
alter table users force row level security;
create index invitations_by_accepted_user on invitations (organization_id, accepted_user_id);

-- What was delivered is looked for by the tenant it was delivered for.
create index outbox_delivered on outbox (organization_id, delivered_at);

-- The server: what the pages of a tenant show and what its people write by themselves.
revoke all on organizations, organization_settings, users, members, invitations from gatehouse_server;
grant select (id, organization_id, email, name) on users to gatehouse_server;
grant select (organization_id, user_id, role, created_at) on members to gatehouse_server;
grant select (organization_id, reference, id_hash, email, role, status, invited_by_type, invited_by_id, invited_by_name,
              created_at, expires_at) on invitations to gatehouse_server;

-- The auth worker: people, their credentials, and the record of sessions as they begin. The gatekeeper ends them.
revoke all on organizations, organization_settings, users, accounts, sessions, verifications, members, invitations
  from gatehouse_auth;
grant select, insert on users, accounts, sessions to gatehouse_auth;
grant update (password, access_token, refresh_token, id_token, access_token_expires_at, refresh_token_expires_at, scope,
              updated_at) on accounts to gatehouse_auth;
grant select, insert, delete on verifications to gatehouse_auth;
grant select (organization_id, user_id, role), insert on members to gatehouse_auth;
-- For `select … for share`: a sign-in holds the role it opens a session with until it commits.
grant update (updated_at) on members to gatehouse_auth;
grant select (organization_id, reference, id_hash, email, role, status, expires_at) on invitations to gatehouse_auth;
grant update (status, accepted_at, accepted_user_id) on invitations to gatehouse_auth;

-- The gatekeepers: the configuration, the record of what they have ended, members, the outbox.
revoke all on organizations, organization_settings, users, sessions, verifications, members, invitations, audit_logs
  from gatehouse_coordinator;
grant select (id, slug, name, status, home_region, session_version, config_version) on organizations
  to gatehouse_coordinator;
grant update (status, suspended_reason, session_version, updated_at) on organizations to gatehouse_coordinator;
grant select (organization_id, version, app_name, primary_color, session_idle_minutes, session_lifetime_hours,
              account_failure_limit, address_failure_limit, lockout_minutes, audit_retention_days)
  on organization_settings to gatehouse_coordinator;
grant update (version, app_name, primary_color, session_idle_minutes, session_lifetime_hours, account_failure_limit,
              address_failure_limit, lockout_minutes, audit_retention_days, updated_at, updated_by)
  on organization_settings to gatehouse_coordinator;
grant select (id, organization_id, email, name, epoch), update (epoch), delete on users to gatehouse_coordinator;
grant select (id, organization_id, user_id, as_of, revoked_at), update (last_seen_at, revoked_at, revoked_reason)
  on sessions to gatehouse_coordinator;
-- Housekeeping: it sees when one is over and no more.
grant select (organization_id, expires_at), delete on verifications to gatehouse_coordinator;
-- A member goes with the user, by the foreign key.
grant select (organization_id, user_id, role, created_at), update (role, updated_at) on members to gatehouse_coordinator;
grant select (organization_id, reference, id_hash, email, role, status, invited_by_type, invited_by_id, invited_by_name,
              created_at, expires_at), update (status) on invitations to gatehouse_coordinator;
-- To find out whether a change whose COMMIT was not answered has happened.
grant select (id, organization_id) on audit_logs to gatehouse_coordinator;
grant insert on audit_logs to gatehouse_coordinator;

-- The console: tenants as it makes and shows them.
revoke all on organizations, organization_settings, users, members, invitations, global_admins from gatehouse_operator;
grant select (id, slug, name, status, suspended_reason, home_region, created_at) on organizations to gatehouse_operator;
grant insert (id, slug, name, home_region) on organizations to gatehouse_operator;
grant insert (organization_id, app_name) on organization_settings to gatehouse_operator;
grant select (id, organization_id, email, name) on users to gatehouse_operator;
grant select (organization_id, user_id, role, created_at) on members to gatehouse_operator;
grant select (organization_id, reference, id_hash, email, role, status, invited_by_type, invited_by_id, invited_by_name,
              created_at, expires_at) on invitations to gatehouse_operator;
grant select, insert on global_admins to gatehouse_operator;
grant update (name, status, access_subject, enrollment_token_hash, enrollment_expires_at, enrolled_at, deactivated_at)
  on global_admins to gatehouse_operator;

-- Both invite, and withdraw what ran out.
grant insert (id, organization_id, email, role, invited_by_type, invited_by_id, invited_by_name, expires_at), update (status)
  on invitations to gatehouse_server, gatehouse_operator;

-- The look-ups read these columns of every tenant and no others.
revoke all on organizations, users, members, outbox from gatehouse_lookup;
grant select (id, slug, name, status, suspended_reason, home_region, created_at) on organizations to gatehouse_lookup;
grant select (id, organization_id, email, name, created_at) on users to gatehouse_lookup;
grant select (organization_id, user_id, role) on members to gatehouse_lookup;
grant select (organization_id, kind, attempts, created_at, available_at, delivered_at) on outbox to gatehouse_lookup;

revoke delete on signing_keys from gatehouse_auth;

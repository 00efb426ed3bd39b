-- Run once per cluster by an administrator (locally by local/postgres.ts), before the first migration.
-- Every role is created without a password and without login; the deployment gives each its own
-- (`alter role gatehouse_server login password '…'`). None is a superuser, none bypasses row security.

do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'gatehouse_owner',        -- owns the schema, runs migrations
    'gatehouse_server',       -- the server worker
    'gatehouse_auth',         -- the auth worker
    'gatehouse_coordinator',  -- the gatekeepers
    'gatehouse_operator',     -- the admin worker
    'gatehouse_lookup'        -- owns the cross-tenant look-up functions; nobody logs in as it
  ] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', role_name);
    end if;
  end loop;
end
$$;

-- The owner hands look-up functions to gatehouse_lookup; it never acts with that role's rights.
grant gatehouse_lookup to gatehouse_owner with inherit false, set true;

-- Run by an administrator (locally by local/postgres.ts), once per cluster before the first migration, and again when a
-- release adds a role: what is there already is left alone.
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
    'gatehouse_lookup',       -- owns the cross-tenant look-up functions; nobody logs in as it
    'gatehouse_chain'         -- owns what links audit rows and deletes the expired; nobody logs in as it
  ] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls', role_name);
    end if;
  end loop;
end
$$;

-- The owner hands functions to these two; it never acts with their rights.
grant gatehouse_lookup, gatehouse_chain to gatehouse_owner with inherit false, set true;

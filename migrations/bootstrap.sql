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
    'gatehouse_sealer',       -- npm run secrets:rotate
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

-- A client gives up on a statement after 15 seconds (src/database/connection.ts); what it waits for must not go on for
-- long after that, nor a transaction whose client is gone hold its locks. Settings of a role hold from its login, which
-- is Hyperdrive's, so they are there for every client of a pooled connection; migrations have none.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['gatehouse_server', 'gatehouse_auth', 'gatehouse_coordinator', 'gatehouse_operator'] loop
    execute format('alter role %I set statement_timeout = ''20s''', role_name);
    execute format('alter role %I set lock_timeout = ''15s''', role_name);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''60s''', role_name);
  end loop;
end
$$;

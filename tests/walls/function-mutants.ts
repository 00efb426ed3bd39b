import { mutant, type Mutant } from "./mutant.ts";

const definer = (name: string, rest: string) =>
  `create function ${name}() returns text language sql stable security definer ${rest} as $$ select 'x' $$;`;
const pinned = "set search_path = pg_catalog, public, pg_temp";

export const functionMutants: readonly Mutant[] = [
  mutant(
    "a function with its owner's rights",
    definer("peek", pinned),
    "a function with the rights of its owner stands",
    "peek()",
  ),
  mutant(
    "a function with its caller's rights",
    "create function peek() returns text language sql as $$ select 'x' $$",
    "a function with the rights of its caller stands",
    "peek()",
  ),
  mutant(
    "a search path that is not pinned",
    definer("peek", ""),
    "a function with the rights of its owner has a pinned",
    "peek()",
  ),
  mutant(
    "a search path that begins elsewhere",
    "alter function lookup_slug(text) set search_path = public, pg_catalog",
    "a function with the rights of its owner has a pinned",
    "lookup_slug(text)",
  ),
  mutant(
    "a look-up for everybody",
    "grant execute on function lookup_slug(text) to public",
    "a function belongs to whom",
    "lookup_slug(text) to PUBLIC",
  ),
  mutant(
    "a look-up for another role",
    "grant execute on function lookup_users_by_email(text) to gatehouse_server",
    "a function belongs to whom",
    "lookup_users_by_email(text) to gatehouse_server",
  ),
  mutant(
    "a caller who may not call",
    "revoke execute on function lookup_slug(text) from gatehouse_server",
    "whom the document names as a caller",
    "lookup_slug(text)",
  ),
  mutant(
    "a look-up that belongs to a superuser",
    "alter function lookup_slug(text) owner to postgres",
    "a function belongs to whom",
    "lookup_slug(text) of postgres",
  ),
  mutant(
    "a look-up that may write",
    "alter function lookup_slug(text) volatile",
    "a look-up only reads",
    "lookup_slug(text)",
  ),
  mutant(
    "a look-up with its caller's rights",
    "alter function lookup_slug(text) security invoker",
    "every function in the document exists",
    "lookup_slug(text)",
  ),
  mutant(
    "a look-up with another argument",
    `create function lookup_slug(wanted text, more text) returns text language sql stable security definer ${pinned} as $$ select 'x' $$`,
    "a function with the rights of its owner stands",
    "lookup_slug(text, text)",
  ),
  mutant(
    "a function that is gone",
    "drop function lookup_tenant_counts()",
    "every function in the document exists",
    "lookup_tenant_counts()",
  ),
  mutant(
    "text that is run as SQL",
    `create function run(what text) returns void language plpgsql as $$ begin execute what; end $$`,
    "no function runs text as SQL",
    "run(text)",
  ),
  mutant(
    "a trigger that writes elsewhere",
    `create function copy_user() returns trigger language plpgsql as $$ begin insert into outbox (organization_id, kind) values ('x', 'y'); return new; end $$; create trigger copy after insert on users for each row execute function copy_user()`,
    "a function with the rights of its caller changes no rows",
    "copy_user()",
  ),
  mutant(
    "a trigger that sets the tenant",
    `create function enter() returns trigger language plpgsql as $$ begin perform set_config('app.organization_id', 'x', true); return new; end $$`,
    "a function with the rights of its caller changes no rows",
    "enter()",
  ),
  mutant(
    "a trigger that is turned off",
    "alter table audit_logs disable trigger append_only",
    "a trigger calls a function of ours",
    "append_only",
  ),
  mutant(
    "a trigger of PostgreSQL's own",
    "create trigger still before update on users for each row execute function suppress_redundant_updates_trigger()",
    "a trigger calls a function of ours",
    "still",
  ),
];

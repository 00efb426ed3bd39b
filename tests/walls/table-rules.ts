import { literals, nameOf, ours, rule, type Rule } from "./rule.ts";
import { hashedColumns, sealedColumns } from "../../src/secrets/sealed-columns.ts";
import type { DatabaseDocument } from "./database-document.ts";

const schemas = ["public", "migrations"];

/** The one condition all tenants' rows stand under. The setting reads '' after the transaction that made it. */
const condition = (column: string) =>
  `(${column} = NULLIF(current_setting('app.organization_id'::text, true), ''::text))`;

/** Policies beside the tenants' own: the look-ups read, and who reseals is kept to the texts that are sealed. */
const otherPolicies = [
  "outbox: sealer restrictive for * to {gatehouse_sealer} using ((kind = 'mail.password-reset'::text)) check ((kind = 'mail.password-reset'::text))",
  ...[
    "organizations",
    "users",
    "members",
    "outbox",
    "organization_settings",
    "sso_domains",
    "hostnames",
    "host_policies",
    "audit_heads",
    "audit_checkpoints",
    "audit_tombstones",
  ].map((table) => `${table}: lookup for r to {gatehouse_lookup} using (true) check (none)`),
];

const secretColumns = [
  ...Object.values(sealedColumns).map(({ table, column }) => `${table}.${column}`),
  ...Object.keys(hashedColumns),
];

/** Tables of tenants: every table, ordinary, partitioned or foreign, that is not named as the platform's. */
export const tenantTables = (document: DatabaseDocument) => `
  select c.oid, ${nameOf("c")} as name, c.relrowsecurity, c.relforcerowsecurity,
         case c.relname when 'organizations' then 'id' else 'organization_id' end as tenant_column,
         (select a.attnum from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
           and a.attname = case c.relname when 'organizations' then 'id' else 'organization_id' end) as tenant_number
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${ours} and c.relkind in ('r', 'p', 'f') and ${nameOf("c")} not in (${literals(document.platformTables)})`;

export const tableRules: readonly Rule[] = [
  rule(
    "every schema is a known one",
    `select n.nspname from pg_namespace n
     where ${ours} and n.nspname !~ '^pg_temp_' and n.nspname not in (${literals(schemas)})`,
  ),
  rule(
    "every table named as the platform's exists, and has no tenant's rows",
    (document) => `
      select name from unnest(array[${literals(document.platformTables)}]) name
      where name <> '' and (to_regclass(name) is null or exists (
        select from pg_attribute a where a.attrelid = to_regclass(name) and a.attname = 'organization_id' and not a.attisdropped
      ))`,
  ),
  rule(
    "a tenant's table says of every row whose it is",
    (document) => `
      select t.name from (${tenantTables(document)}) t
      where not exists (
        select from pg_attribute a
        where a.attrelid = t.oid and a.attnum = t.tenant_number and a.attnotnull and a.atttypid = 'text'::regtype
      )`,
  ),
  rule(
    "row security is enabled on a tenant's table",
    (document) => `select t.name from (${tenantTables(document)}) t where not t.relrowsecurity`,
  ),
  rule(
    "row security is forced on a tenant's table, so that its owner is under it too",
    (document) => `select t.name from (${tenantTables(document)}) t where not t.relforcerowsecurity`,
  ),
  rule(
    "a tenant's table has the tenant policy, for everything and everybody",
    (document) => `
      select t.name from (${tenantTables(document)}) t
      where not exists (
        select from pg_policy p
        where p.polrelid = t.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
          and pg_get_expr(p.polqual, p.polrelid) = replace('${condition("%").replaceAll("'", "''")}', '%', t.tenant_column)
          and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid)
      )`,
  ),
  rule(
    "every other policy is a known one, which lets look-ups read or narrows what a role sees",
    `select found.policy from (
       select ${nameOf("c")} || ': ' || p.polname || case when p.polpermissive then '' else ' restrictive' end || ' for ' || p.polcmd::text || ' to ' || p.polroles::regrole[]::text
         || ' using (' || coalesce(pg_get_expr(p.polqual, p.polrelid), 'none') || ') check ('
         || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'none') || ')' as policy
       from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
       where p.polname <> 'tenant'
     ) found where found.policy not in (${literals(otherPolicies)})`,
  ),
  rule(
    "a tenant's table has a whole and valid index that leads with the tenant",
    (document) => `
      select t.name from (${tenantTables(document)}) t
      where not exists (
        select from pg_index i
        where i.indrelid = t.oid and i.indkey[0] = t.tenant_number and i.indpred is null and i.indisvalid and i.indisready
      )`,
  ),
  rule(
    "nothing is kept where a crash or the end of a session empties it",
    `select ${nameOf("c")} from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and c.relpersistence <> 'p'`,
  ),
  rule(
    "a view has the rights of whoever reads it, and none is materialized",
    `select ${nameOf("c")} from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and (c.relkind = 'm'
       or c.relkind = 'v' and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false))`,
  ),
  rule(
    "nothing rewrites what is asked of a table",
    `select ${nameOf("c")} || ': ' || r.rulename
     from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and not (c.relkind in ('v', 'm') and r.rulename = '_RETURN')`,
  ),
  rule(
    "a column whose name says that it is a secret rests sealed or as a hash",
    `select ${nameOf("c")} || '.' || a.attname
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and c.relkind in ('r', 'p', 'f', 'v', 'm') and a.attnum > 0 and not a.attisdropped
       and a.attname ~ '(secret|token|passw|private|credential|api_?key|seal|cipher|otp|_hash$)' and a.attname !~ '_at$'
       and a.atttypid <> 'boolean'::regtype
       and ${nameOf("c")} || '.' || a.attname not in (${literals(secretColumns)})`,
  ),
  rule(
    "everything that is said to rest sealed or as a hash is a column",
    `select secret from unnest(array[${literals(secretColumns)}]) secret
     where secret <> '' and not exists (
       select from pg_attribute a
       where a.attrelid = to_regclass(split_part(secret, '.', 1)) and a.attname = split_part(secret, '.', 2)
         and not a.attisdropped)`,
  ),
];

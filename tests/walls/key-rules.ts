import { literals, nameOf, ours, rule, type Rule } from "./rule.ts";
import { tenantTables } from "./table-rules.ts";

/** Keys between rows: a foreign key is checked past row security, and a unique one answers for all tenants at once. */
export const keyRules: readonly Rule[] = [
  rule(
    "a tenant's table has a foreign key to its organization, unless the document says why not",
    (document) => `
      select t.name from (${tenantTables(document)}) t
      where t.name not in ('organizations', ${literals(document.unboundTables)}) and not exists (
        select from pg_constraint k
        where k.conrelid = t.oid and k.contype = 'f' and k.convalidated and t.tenant_number = any (k.conkey)
          and k.confrelid in (select other.oid from (${tenantTables(document)}) other)
      )`,
  ),
  rule(
    "a foreign key of a tenant's table leads to the same tenant",
    (document) => `
      select t.name || ': ' || k.conname
      from pg_constraint k join (${tenantTables(document)}) t on t.oid = k.conrelid
      left join (${tenantTables(document)}) other on other.oid = k.confrelid
      where k.contype = 'f' and not exists (
        select from unnest(k.conkey, k.confkey) as pair (own, theirs)
        where pair.own = t.tenant_number and pair.theirs = other.tenant_number
      )`,
  ),
  rule(
    "no table of the platform refers to a tenant's rows",
    (document) => `
      select k.conname from pg_constraint k
      where k.contype = 'f' and k.confrelid in (select t.oid from (${tenantTables(document)}) t)
        and k.conrelid not in (select t.oid from (${tenantTables(document)}) t)`,
  ),
  rule(
    "every foreign key is valid and checked at once",
    `select k.conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace
     where ${ours} and k.contype = 'f' and (not k.convalidated or k.condeferrable)`,
  ),
  rule(
    "a column that names a user refers to one of the same tenant, unless the document says why not",
    (document) => `
      select t.name || '.' || a.attname
      from (${tenantTables(document)}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where a.attname ~ '(user_id|_by|_by_id|actor_id|target_id)$'
        and t.name || '.' || a.attname not in (${literals(document.namedUsers)})
        and not exists (
          select from pg_constraint k
          where k.conrelid = t.oid and k.contype = 'f' and a.attnum = any (k.conkey) and k.confrelid = to_regclass('users')
        )`,
  ),
  rule(
    "a unique key of a tenant's table is the tenant's own, or stands in the document",
    (document) => `
      select i.indexrelid::regclass::text
      from pg_index i join (${tenantTables(document)}) t on t.oid = i.indrelid
      where (i.indisunique or i.indisexclusion) and not t.tenant_number = any (i.indkey)
        and i.indexrelid::regclass::text not in (${literals(document.sharedKeys)})`,
  ),
  rule(
    "every shared key in the document is an index",
    (document) => `
      select key from unnest(array[${literals(document.sharedKeys)}]) key where key <> '' and to_regclass(key) is null`,
  ),
  rule(
    "no column is numbered by a sequence that all tenants share and somebody may read",
    `select ${nameOf("c")} from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and c.relkind = 'S' and c.relacl is not null
       and exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)`,
  ),
];

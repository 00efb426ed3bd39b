import { literals, nameOf, ours, rule, type Rule } from "./rule.ts";
import { declaredGrants } from "./grants.ts";

/** What holds more than tables: by kind and object, who may do what. */
const otherGrants = [
  ...["gatehouse_server", "gatehouse_auth", "gatehouse_coordinator", "gatehouse_operator", "gatehouse_sealer"].flatMap(
    (role) => [`database: ${role} CONNECT`, `schema public: ${role} USAGE`],
  ),
  "schema public: gatehouse_lookup USAGE",
  "schema public: gatehouse_chain USAGE",
];

const grantee = "case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end";

/** Every right somebody who is not the owner holds on a relation or on columns of one, as grants.ts writes it. */
const tableGrants = `
  select case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || ${nameOf("c")} || ' '
         || lower(a.privilege_type) || case when a.is_grantable then ' with grant option' else '' end
         || ' ' || coalesce(string_agg(a.attname, ' ' order by a.attname), '*') as right
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select r.grantee, r.privilege_type, r.is_grantable, null::name as attname from aclexplode(c.relacl) r
    union all
    select r.grantee, r.privilege_type, r.is_grantable, t.attname
    from pg_attribute t, aclexplode(t.attacl) r where t.attrelid = c.oid and not t.attisdropped
  ) a
  where ${ours} and a.grantee <> c.relowner
  group by c.oid, c.relname, n.nspname, a.grantee, a.privilege_type, a.is_grantable, a.attname is null`;

export const accessRules: readonly Rule[] = [
  {
    name: "a right to a table or a column is a declared one",
    async find(sql) {
      const held = (await sql.unsafe(tableGrants).values()).map(([right]) => String(right));
      const declared = new Set(declaredGrants());
      return held.filter((right) => !declared.has(right));
    },
  },
  {
    name: "a declared right is held",
    async find(sql) {
      const held = new Set((await sql.unsafe(tableGrants).values()).map(([right]) => String(right)));
      return declaredGrants().filter((right) => !held.has(right));
    },
  },
  rule(
    "a right to the database or a schema is a declared one",
    `select found.right from (
       select 'database: ' || ${grantee} || ' ' || a.privilege_type as right
       from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
       where d.datname = current_database() and a.grantee <> d.datdba
       union all
       select 'schema ' || n.nspname || ': ' || ${grantee} || ' ' || a.privilege_type
       from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
       where ${ours} and n.nspname !~ '^pg_temp_' and a.grantee <> n.nspowner
     ) found where found.right not in (${literals(otherGrants)})`,
  ),
  rule(
    "no type of ours is open to everybody",
    `select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
     left join pg_class c on c.oid = t.typrelid
     where ${ours} and (t.typtype in ('d', 'e', 'r') or c.relkind = 'c')
       and exists (select from aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) a where a.grantee = 0)`,
  ),
  rule(
    "what is made later is closed to everybody until it is opened",
    `select r.rolname || ': ' || kind
     from pg_roles r, unnest(array['f', 'T']) kind
     where r.rolname in ('gatehouse_owner', 'gatehouse_lookup', 'gatehouse_chain') and not exists (
       select from pg_default_acl d
       where d.defaclrole = r.oid and d.defaclobjtype = kind::"char" and d.defaclnamespace = 0
         and not exists (select from aclexplode(d.defaclacl) a where a.grantee = 0)
     )`,
  ),
  rule(
    "nothing is opened by default",
    `select d.defaclrole::regrole || ': ' || d.defaclobjtype::text || ' to ' || ${grantee}
     from pg_default_acl d, aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole`,
  ),
  rule(
    "no role of ours has rights to PostgreSQL's own objects that not everybody has",
    `select 'relation ' || c.relname || ': ' || a.grantee::regrole from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       aclexplode(c.relacl) a where not ${ours} and a.grantee::regrole::text ~ '^gatehouse_'
     union all
     select 'function ' || p.proname || ': ' || a.grantee::regrole from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
       aclexplode(p.proacl) a where not ${ours} and a.grantee::regrole::text ~ '^gatehouse_'
     union all
     select 'parameter ' || s.parname from pg_parameter_acl s
     union all
     select 'language ' || l.lanname from pg_language l where l.lanname not in ('internal', 'c', 'sql', 'plpgsql')
     union all
     select 'schema ' || n.nspname from pg_namespace n, aclexplode(n.nspacl) a
     where not ${ours} and a.grantee::regrole::text ~ '^gatehouse_'`,
  ),
  rule(
    "there is nothing that carries rows out of the database or past its walls",
    `select 'extension ' || extname from pg_extension where extname <> 'plpgsql'
     union all select 'foreign server ' || srvname from pg_foreign_server
     union all select 'foreign data wrapper ' || fdwname from pg_foreign_data_wrapper
     union all select 'publication ' || pubname from pg_publication
     union all select 'subscription ' || subname from pg_subscription
     union all select 'event trigger ' || evtname from pg_event_trigger
     union all select 'large object ' || oid from pg_largeobject_metadata
     union all select 'foreign table ' || ftrelid::regclass from pg_foreign_table
     union all select 'statistics ' || stxname from pg_statistic_ext`,
  ),
];

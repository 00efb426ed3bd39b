import { ours, rule, type Rule } from "./rule.ts";

const workers = "('gatehouse_server', 'gatehouse_auth', 'gatehouse_coordinator', 'gatehouse_operator')";
/** Everybody who logs in, but for who migrates. */
const users = workers.replace(")", ", 'gatehouse_sealer')");

/** What `npm start` sets as an administrator would (migrations/bootstrap.sql). */
const settings = "'{idle_in_transaction_session_timeout=60s,lock_timeout=15s,statement_timeout=20s}'";

export const roleRules: readonly Rule[] = [
  {
    name: "every role of ours stands in the document, and the other way round",
    async find(sql, document) {
      const roles = document.roles.map(({ role }) => role);
      const there = (await sql.unsafe("select rolname from pg_roles where rolname ~ '^gatehouse'").values()).map(
        ([name]) => String(name),
      );
      return [...there.filter((name) => !roles.includes(name)), ...roles.filter((name) => !there.includes(name))];
    },
  },
  rule(
    "no role of ours is above the walls or makes roles and databases",
    `select r.rolname from pg_roles r
     where r.rolname ~ '^gatehouse'
       and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)`,
  ),
  rule(
    "nobody logs in as a role that reaches across tenants",
    `select r.rolname from pg_roles r where r.rolname in ('gatehouse_lookup', 'gatehouse_chain') and r.rolcanlogin`,
  ),
  rule(
    "the only memberships are the owner's in those it hands functions to, without their rights",
    `select m.member::regrole || ' in ' || m.roleid::regrole
     from pg_auth_members m
     where (m.member::regrole::text ~ '^gatehouse' or m.roleid::regrole::text ~ '^gatehouse')
       and not (m.member = 'gatehouse_owner'::regrole and m.roleid::regrole::text in ('gatehouse_lookup', 'gatehouse_chain')
                and not m.inherit_option and not m.admin_option)`,
  ),
  rule(
    "who works with rows owns nothing",
    `select distinct s.refobjid::regrole || ': ' || pg_describe_object(s.classid, s.objid, 0)
     from pg_shdepend s
     where s.deptype = 'o' and s.refclassid = 'pg_authid'::regclass
       and s.refobjid in (select oid from pg_roles where rolname in ${users})
       and s.dbid in (0, (select oid from pg_database where datname = current_database()))`,
  ),
  rule(
    "everything of ours belongs to the owner, or is a function of the two roles that reach across",
    `select c.relname || ' of ' || c.relowner::regrole from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and c.relowner <> 'gatehouse_owner'::regrole
     union all
     select p.proname || ' of ' || p.proowner::regrole from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where ${ours} and p.proowner::regrole::text not in ('gatehouse_owner', 'gatehouse_lookup', 'gatehouse_chain')
     union all
     select n.nspname || ' of ' || n.nspowner::regrole from pg_namespace n
     where ${ours} and n.nspname !~ '^pg_temp_' and n.nspowner::regrole::text not in ('gatehouse_owner', 'pg_database_owner')`,
  ),
  rule(
    "who works with rows makes nothing, not for the time of a session either",
    `select r.rolname || ' in the database' from pg_roles r
     where r.rolname in ${users}
       and (has_database_privilege(r.oid, current_database(), 'create') or has_database_privilege(r.oid, current_database(), 'temporary'))
     union all
     select r.rolname || ' in ' || n.nspname from pg_roles r, pg_namespace n
     where r.rolname in ${users} and has_schema_privilege(r.oid, n.oid, 'create')`,
  ),
  rule(
    "a Worker's role begins with the limits of time it was given, and with no other settings",
    `select r.rolname from pg_roles r
     left join pg_db_role_setting s on s.setrole = r.oid
     where r.rolname in ${workers}
       and (s.setdatabase is distinct from 0
            or (select array_agg(one order by one) from unnest(s.setconfig) one) is distinct from ${settings}::text[])
     union all
     select 'everybody in ' || coalesce(d.datname, 'all databases') from pg_db_role_setting s left join pg_database d on d.oid = s.setdatabase
     where s.setrole = 0`,
  ),
];

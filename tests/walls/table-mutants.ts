import { mutant, policy, wellMade, type Mutant } from "./mutant.ts";

export const tableMutants: readonly Mutant[] = [
  mutant("a table without anything", "create table notes (id text primary key)", "a tenant's table says of every row"),
  mutant("a table without row security", wellMade({ security: "" }), "row security is enabled"),
  mutant(
    "row security that is enabled and not forced",
    wellMade({ security: "alter table notes enable row level security;" }),
    "row security is forced",
  ),
  mutant(
    "row security that is taken off",
    "alter table users disable row level security",
    "row security is enabled",
    "users",
  ),
  mutant("force that is taken off", "alter table users no force row level security", "row security is forced", "users"),
  mutant("a table without a policy", wellMade({ policy: "" }), "a tenant's table has the tenant policy"),
  mutant(
    "a policy that is dropped",
    "drop policy tenant on sessions",
    "a tenant's table has the tenant policy",
    "sessions",
  ),
  mutant(
    "a policy with using alone",
    wellMade({ policy: `create policy tenant on notes using (${policy});` }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy that lets everything be written",
    wellMade({ policy: `create policy tenant on notes using (${policy}) with check (true);` }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy that is always true",
    wellMade({ policy: "create policy tenant on notes using (true) with check (true);" }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy with an or",
    wellMade({
      policy: `create policy tenant on notes using (${policy} or id = '') with check (${policy} or id = '');`,
    }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy without nullif, for which an empty setting is a tenant",
    wellMade({
      policy: `create policy tenant on notes using (organization_id = current_setting('app.organization_id', true))
               with check (organization_id = current_setting('app.organization_id', true));`,
    }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy for reading alone",
    wellMade({ policy: `create policy tenant on notes for select using (${policy});` }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a policy for one role alone",
    wellMade({ policy: `create policy tenant on notes to gatehouse_server using (${policy}) with check (${policy});` }),
    "a tenant's table has the tenant policy",
  ),
  mutant(
    "a second policy that lets everybody in",
    "create policy everybody on users using (true)",
    "every other policy is a known one",
    "users: everybody",
  ),
  mutant(
    "a look-up policy that lets write",
    wellMade({ after: "create policy lookup on notes to gatehouse_lookup using (true);" }),
    "every other policy is a known one",
    "notes: lookup",
  ),
  mutant(
    "a look-up policy on a table nobody has named",
    "create policy lookup on accounts for select to gatehouse_lookup using (true)",
    "every other policy is a known one",
    "accounts: lookup",
  ),
  mutant(
    "an organization that may be null",
    `create table notes (id text primary key, organization_id text references organizations (id))`,
    "a tenant's table says of every row",
  ),
  mutant(
    "an organization of another type",
    `create table notes (id text primary key, organization_id varchar(40) not null)`,
    "a tenant's table says of every row",
  ),
  mutant(
    "a table without an index that leads with the tenant",
    wellMade({ after: "alter table notes drop constraint notes_pkey; alter table notes add primary key (id);" }),
    "a tenant's table has a whole and valid index",
  ),
  mutant(
    "an index of some rows alone",
    wellMade({
      after: `alter table notes drop constraint notes_pkey; alter table notes add primary key (id);
              create index on notes (organization_id) where id <> '';`,
    }),
    "a tenant's table has a whole and valid index",
  ),
  mutant(
    "a partitioned table whose partitions are open",
    `create table notes (organization_id text not null references organizations (id), id text not null, primary key (organization_id, id))
       partition by hash (organization_id);
     alter table notes enable row level security; alter table notes force row level security;
     create policy tenant on notes using (${policy}) with check (${policy});
     create table notes_1 partition of notes for values with (modulus 1, remainder 0);`,
    "row security is enabled",
    "notes_1",
  ),
  mutant(
    "a table in a schema nobody knows",
    "create schema elsewhere; create table elsewhere.notes ()",
    "every schema is a known one",
    "elsewhere",
  ),
  mutant(
    "a tenant's rows in a table of the platform",
    "alter table global_admins add column organization_id text",
    "every table named as the platform's",
    "global_admins",
  ),
  mutant("an unlogged table", "alter table sessions set unlogged", "nothing is kept where a crash", "sessions"),
  mutant("a temporary table", "create temporary table notes (id text)", "nothing is kept where a crash"),
  mutant(
    "a view with the rights of its owner",
    "create view notes as select * from users",
    "a view has the rights of whoever reads it",
  ),
  mutant(
    "a materialized view",
    "create materialized view notes as select * from users",
    "a view has the rights of whoever reads it",
  ),
  mutant(
    "a view that stopped having the rights of its reader",
    "create view notes with (security_invoker = false) as select 1",
    "a view has the rights of whoever reads it",
  ),
  mutant(
    "a rule",
    "create rule quiet as on delete to users do instead nothing",
    "nothing rewrites what is asked",
    "users: quiet",
  ),
  mutant(
    "a secret in plain text",
    "alter table organization_settings add column client_secret text",
    "a column whose name says",
    "organization_settings.client_secret",
  ),
  mutant(
    "a sealed column that went away",
    "alter table accounts drop column id_token",
    "everything that is said to rest sealed",
    "accounts.id_token",
  ),
];

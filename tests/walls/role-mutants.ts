import { mutant, wellMade, type Mutant } from "./mutant.ts";

export const roleMutants: readonly Mutant[] = [
  mutant(
    "a role nobody knows",
    "create role gatehouse_reporting",
    "every role of ours stands in the document",
    "gatehouse_reporting",
  ),
  mutant(
    "a role above row security",
    "alter role gatehouse_server bypassrls",
    "no role of ours is above the walls",
    "gatehouse_server",
  ),
  mutant(
    "a role that is a superuser",
    "alter role gatehouse_owner superuser",
    "no role of ours is above the walls",
    "gatehouse_owner",
  ),
  mutant(
    "a role that makes roles",
    "alter role gatehouse_operator createrole",
    "no role of ours is above the walls",
    "gatehouse_operator",
  ),
  mutant(
    "a role that replicates",
    "alter role gatehouse_coordinator replication",
    "no role of ours is above the walls",
    "gatehouse_coordinator",
  ),
  mutant(
    "somebody who logs in as a look-up",
    "alter role gatehouse_lookup login",
    "nobody logs in as a role",
    "gatehouse_lookup",
  ),
  mutant(
    "a role in another",
    "grant gatehouse_auth to gatehouse_server",
    "the only memberships",
    "gatehouse_server in gatehouse_auth",
  ),
  mutant(
    "a role that reads everything",
    "grant pg_read_all_data to gatehouse_operator",
    "the only memberships",
    "pg_read_all_data",
  ),
  mutant(
    "an owner who has the look-ups' rights",
    "grant gatehouse_lookup to gatehouse_owner with inherit true",
    "the only memberships",
    "gatehouse_owner in gatehouse_lookup",
  ),
  mutant(
    "a table of a Worker's role",
    "alter table outbox owner to gatehouse_coordinator",
    "who works with rows owns nothing",
    "gatehouse_coordinator",
  ),
  mutant(
    "a table of a superuser",
    wellMade({ after: "alter table notes owner to postgres;" }),
    "everything of ours belongs to the owner",
    "notes of postgres",
  ),
  mutant(
    "a tenant by default",
    "alter role gatehouse_server set app.organization_id = 'org_x'",
    "a Worker's role begins with the limits",
    "gatehouse_server",
  ),
  mutant(
    "a tenant by default, for everybody",
    "do $$ begin execute format('alter database %I set app.organization_id = %L', current_database(), 'org_x'); end $$",
    "a Worker's role begins with the limits",
    "everybody",
  ),
  mutant(
    "no limit of time",
    "alter role gatehouse_auth reset statement_timeout",
    "a Worker's role begins with the limits",
    "gatehouse_auth",
  ),
];

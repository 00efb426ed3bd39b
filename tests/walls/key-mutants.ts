import { mutant, wellMade, type Mutant } from "./mutant.ts";

export const keyMutants: readonly Mutant[] = [
  mutant(
    "a table without a key to its organization",
    wellMade({ after: "alter table notes drop constraint notes_organization_id_fkey;" }),
    "a tenant's table has a foreign key to its organization",
  ),
  mutant(
    "a foreign key without the tenant",
    wellMade({ columns: "session_id text references sessions (id)," }),
    "a foreign key of a tenant's table leads to the same tenant",
    "notes_session_id_fkey",
  ),
  mutant(
    "a foreign key that crosses over",
    wellMade({
      columns: "user_id text, foreign key (user_id, organization_id) references users (organization_id, id),",
    }),
    "a foreign key of a tenant's table leads to the same tenant",
  ),
  mutant(
    "a foreign key from a tenant to the platform",
    wellMade({ columns: "operator_id text references global_admins (id)," }),
    "a foreign key of a tenant's table leads to the same tenant",
  ),
  mutant(
    "a foreign key from the platform to a tenant",
    "alter table global_admins add column home text references organizations (id)",
    "no table of the platform refers",
    "global_admins_home_fkey",
  ),
  mutant(
    "a foreign key that is checked at the end",
    "alter table members alter constraint members_organization_id_user_id_fkey deferrable initially deferred",
    "every foreign key is valid",
    "members_organization_id_user_id_fkey",
  ),
  mutant(
    "a foreign key that was never checked",
    wellMade({
      columns: "user_id text,",
      after:
        "alter table notes add foreign key (organization_id, user_id) references users (organization_id, id) not valid;",
    }),
    "every foreign key is valid",
    "notes_organization_id_user_id_fkey",
  ),
  mutant(
    "a user nobody refers to",
    wellMade({ columns: "user_id text," }),
    "a column that names a user",
    "notes.user_id",
  ),
  mutant(
    "a unique key across tenants",
    "create unique index users_by_address on users (email)",
    "a unique key of a tenant's table",
    "users_by_address",
  ),
  mutant(
    "a shared key that went away",
    "alter table organizations drop constraint organizations_slug_key",
    "every shared key in the document",
    "organizations_slug_key",
  ),
  mutant(
    "a sequence that is shown",
    "grant select on sequence outbox_id_seq to gatehouse_server",
    "no column is numbered",
    "outbox_id_seq",
  ),
];

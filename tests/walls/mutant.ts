/** A change of the database that a migration might make one day, and what the catalogue must say to it. */
export interface Mutant {
  readonly name: string;
  readonly sql: string;
  /** The rule that is broken, or its beginning, and the object that breaks it. */
  readonly breaks: string;
  readonly by: string;
}

export const policy = "organization_id = nullif(current_setting('app.organization_id', true), '')";

/** A tenant's table as it should be, to take one thing away from. */
export const wellMade = (changes: { columns?: string; after?: string; policy?: string; security?: string } = {}) => `
  create table notes (
    organization_id text not null references organizations (id),
    id text not null,
    ${changes.columns ?? ""}
    primary key (organization_id, id)
  );
  ${changes.security ?? "alter table notes enable row level security; alter table notes force row level security;"}
  ${changes.policy ?? `create policy tenant on notes using (${policy}) with check (${policy});`}
  ${changes.after ?? ""}`;

export const mutant = (name: string, sql: string, breaks: string, by = "notes"): Mutant => ({ name, sql, breaks, by });

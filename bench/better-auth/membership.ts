import type { QueryResult } from "pg";
import type { Found } from "../me.ts";

/** Whatever takes a statement: a client, a pool, or what leads to the client of the current request. */
export interface StatementTaker {
  query(text: string, values: unknown[]): Promise<QueryResult>;
}

export interface FoundSession {
  readonly user: Found["user"];
  readonly session: Found["session"] & { readonly activeOrganizationId?: string | null | undefined };
}

/** The rest of an answer by one statement: less than any way through the organization plugin. Null for no member. */
export async function withMembership(database: StatementTaker, found: FoundSession): Promise<Found | null> {
  const { rows } = await database.query(
    `select m."role", o."id", o."slug", o."name"
       from "member" m join "organization" o on o."id" = m."organizationId"
      where m."organizationId" = $1 and m."userId" = $2`,
    [found.session.activeOrganizationId, found.user.id],
  );
  const row = (rows as { role: string; id: string; slug: string; name: string }[])[0];
  return row === undefined ? null : { user: found.user, session: found.session, organization: row, role: row.role };
}

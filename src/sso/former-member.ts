import { and, eq, or, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { formerMembers } from "./table.ts";

/**
 * Whether somebody was removed from the organization, by their address or by what a provider calls them: a provider
 * that still knows them does not bring them back, and no other one of the same issuer does.
 *
 * @param subject the name of a link: issuer and subject
 */
export async function isFormerMember(
  { db, organizationId }: TenantStatements,
  address: string,
  subject: string,
): Promise<boolean> {
  const found = await db
    .select({ userId: formerMembers.userId })
    .from(formerMembers)
    .where(and(eq(formerMembers.organizationId, organizationId), sameAs(address, subject)));
  return found.length > 0;
}

/** Whoever comes back by an invitation is no former member any more. */
export async function forgetFormerMember(
  { db, organizationId }: TenantStatements,
  address: string,
  subject: string | null,
): Promise<void> {
  await db.delete(formerMembers).where(and(eq(formerMembers.organizationId, organizationId), sameAs(address, subject)));
}

function sameAs(address: string, subject: string | null) {
  const byAddress = eq(formerMembers.email, address);
  return subject === null ? byAddress : or(byAddress, sql`${subject} = any(${formerMembers.subjects})`);
}

import { count, eq } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import { members } from "../members/table.ts";
import { organizations } from "../organizations/table.ts";
import { newOrganizations, newOrganizationSettings } from "./table.ts";

/** The tenant itself: no row or one. */
export function findTenant({ db, organizationId }: TenantStatements) {
  return db
    .select({
      id: organizations.id,
      slug: organizations.slug,
      name: organizations.name,
      status: organizations.status,
      suspendedReason: organizations.suspendedReason,
      homeRegion: organizations.homeRegion,
      createdAt: organizations.createdAt,
    })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
}

export function countMembers({ db, organizationId }: TenantStatements) {
  return db.select({ members: count() }).from(members).where(eq(members.organizationId, organizationId));
}

/** A slug that was ever issued, to a tenant that is deleted too, violates `organizations_slug_key`. */
export function insertTenant(
  { db, organizationId }: TenantStatements,
  tenant: Omit<typeof newOrganizations.$inferInsert, "id">,
) {
  return db.insert(newOrganizations).values({ id: organizationId, ...tenant });
}

export function insertTenantSettings({ db, organizationId }: TenantStatements, appName: string) {
  return db.insert(newOrganizationSettings).values({ organizationId, appName });
}

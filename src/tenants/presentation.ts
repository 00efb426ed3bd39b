import type { z } from "@hono/zod-openapi";
import { isoInstant } from "../database/instant.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { listOpenInvitations } from "../invitations/repository.ts";
import { listMembers } from "../members/repository.ts";
import { publicOrigin, tenantHostname, type PublicAddress } from "../tenancy/public-origin.ts";
import type { tenant, tenantSummary, tenantUser } from "./contract.ts";
import type { TenantRow, TenantUserRow } from "./directory.ts";
import { countMembers, findTenant } from "./repository.ts";

export function hostedAt(address: PublicAddress, slug: string): string {
  return publicOrigin(address, tenantHostname(address, slug));
}

/** A tenant as the lists show it. */
export function presentTenant(row: TenantRow, address: PublicAddress): z.input<typeof tenantSummary> {
  return { ...row, createdAt: isoInstant(row.createdAt), hostedAt: hostedAt(address, row.slug) };
}

/** The whole document of a tenant, read in one flight; null when there is none. Shows the first 200 people. */
export async function tenantDocument(db: TenantDb, address: PublicAddress): Promise<z.input<typeof tenant> | null> {
  const [[row], [counted], people, invitations] = await db.batch((tx) => [
    findTenant(tx),
    countMembers(tx),
    listMembers(tx, null, shown),
    listOpenInvitations(tx, shown),
  ]);
  if (row === undefined) return null;
  return {
    ...presentTenant({ ...row, members: counted?.members ?? 0 }, address),
    people: people.slice(0, shown).map((person) => ({ ...person, createdAt: isoInstant(person.createdAt) })),
    invitations: invitations.map(({ reference, email, role, createdAt, expiresAt }) => ({
      id: reference,
      email,
      role,
      createdAt: isoInstant(createdAt),
      expiresAt: isoInstant(expiresAt),
    })),
  };
}

export function presentTenantUser(row: TenantUserRow): z.input<typeof tenantUser> {
  const { organizationId, slug, organizationName, ...user } = row;
  return {
    ...user,
    createdAt: isoInstant(user.createdAt),
    organization: { id: organizationId, slug, name: organizationName },
  };
}

const shown = 200;

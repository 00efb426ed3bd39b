import { and, eq } from "drizzle-orm";
import type { Role } from "../authorization/role.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { members } from "../members/table.ts";
import { users } from "./table.ts";

/** Whether a user of the pool is a member right now. */
export async function isMember(statements: TenantStatements, userId: string): Promise<boolean> {
  return (await membership(statements, userId)).length > 0;
}

/**
 * The role of a member, null for whoever is none. The row stays locked until the transaction ends: a change of the
 * role, or a removal, waits for the session that is being opened with it and then reaches it.
 */
export async function lockedMemberRole(statements: TenantStatements, userId: string): Promise<Role | null> {
  return (await membership(statements, userId).for("share"))[0]?.role ?? null;
}

function membership({ db, organizationId }: TenantStatements, userId: string) {
  return db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.userId, userId)));
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** The member with this address, null when there is none. */
export async function memberByEmail({ db, organizationId }: TenantStatements, email: string): Promise<Person | null> {
  const found = await db
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .innerJoin(members, and(eq(members.organizationId, users.organizationId), eq(members.userId, users.id)))
    .where(and(eq(users.organizationId, organizationId), eq(users.email, email.toLowerCase())));
  return found[0] ?? null;
}

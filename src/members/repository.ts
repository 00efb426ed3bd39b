import { and, asc, eq, gt, or } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { users } from "../identity/table.ts";
import { members } from "./table.ts";

/** The members, oldest first, `limit + 1` of them after a position. */
export function listMembers({ db, organizationId }: TenantStatements, after: Position | null, limit: number) {
  const own = eq(members.organizationId, organizationId);
  return db
    .select({ id: users.id, email: users.email, name: users.name, role: members.role, createdAt: members.createdAt })
    .from(members)
    .innerJoin(users, and(eq(users.organizationId, members.organizationId), eq(users.id, members.userId)))
    .where(
      after === null
        ? own
        : and(
            own,
            or(gt(members.createdAt, after.at), and(eq(members.createdAt, after.at), gt(members.userId, after.id))),
          ),
    )
    .orderBy(asc(members.createdAt), asc(members.userId))
    .limit(limit + 1);
}

/** One member by user id: no row or one. */
export function findMember({ db, organizationId }: TenantStatements, userId: string) {
  return db
    .select({ id: users.id, email: users.email, name: users.name, role: members.role, createdAt: members.createdAt })
    .from(members)
    .innerJoin(users, and(eq(users.organizationId, members.organizationId), eq(users.id, members.userId)))
    .where(and(eq(members.organizationId, organizationId), eq(members.userId, userId)));
}

/** The user id of a member with this address: no row or one. */
export function findMemberByEmail({ db, organizationId }: TenantStatements, email: string) {
  return db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.organizationId, organizationId), eq(users.email, email)));
}

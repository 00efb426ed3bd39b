import { and, asc, eq, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { IssuedToken } from "./enrollment.ts";
import { globalAdmins } from "./table.ts";

/** Operators in any status, oldest first; there are never many. */
export function listOperators(db: NodePgDatabase) {
  return db.select().from(globalAdmins).orderBy(asc(globalAdmins.createdAt), asc(globalAdmins.id)).limit(1_000);
}

/** One operator, locked until the transaction ends: no row or one. */
export function lockOperator(db: NodePgDatabase, id: string) {
  return db.select().from(globalAdmins).where(eq(globalAdmins.id, id)).for("update");
}

/**
 * The active super admins, locked until the transaction ends. Always in the same order, so that two who deactivate
 * each other wait for each other instead of deadlocking.
 */
export function lockSuperAdmins(db: NodePgDatabase) {
  return db
    .select({ id: globalAdmins.id })
    .from(globalAdmins)
    .where(and(eq(globalAdmins.role, "super_admin"), eq(globalAdmins.status, "active")))
    .orderBy(asc(globalAdmins.id))
    .for("update");
}

/** A second operator with the address violates `global_admins_email_key`. */
export function insertOperator(
  db: NodePgDatabase,
  operator: Pick<typeof globalAdmins.$inferInsert, "id" | "email" | "role">,
  issued: IssuedToken,
) {
  return db
    .insert(globalAdmins)
    .values({ ...operator, enrollmentTokenHash: issued.hash, enrollmentExpiresAt: issued.expiresAt });
}

/** The subject stays, so that the person is told what happened; an open enrollment is void. */
export function deactivateOperator(db: NodePgDatabase, id: string) {
  return db
    .update(globalAdmins)
    .set({
      status: "deactivated",
      deactivatedAt: sql`now()`,
      enrollmentTokenHash: null,
      enrollmentExpiresAt: null,
    })
    .where(eq(globalAdmins.id, id))
    .returning();
}

/** Back to invited, whoever it was bound to: the new token alone lets somebody in. */
export function reopenEnrollment(db: NodePgDatabase, id: string, issued: IssuedToken) {
  return db
    .update(globalAdmins)
    .set({
      status: "invited",
      accessSubject: null,
      enrolledAt: null,
      deactivatedAt: null,
      enrollmentTokenHash: issued.hash,
      enrollmentExpiresAt: issued.expiresAt,
    })
    .where(eq(globalAdmins.id, id))
    .returning();
}

export function renameOperator(db: NodePgDatabase, id: string, name: string) {
  return db.update(globalAdmins).set({ name }).where(eq(globalAdmins.id, id)).returning();
}

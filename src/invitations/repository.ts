import { and, desc, eq, gt, lt, or, sql } from "drizzle-orm";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Position } from "../http/page.ts";
import { invitationColumns, invitations, newInvitations } from "./table.ts";

/** The invitations, newest first, `limit + 1` of them after a position. */
export function listInvitations({ db, organizationId }: TenantStatements, after: Position | null, limit: number) {
  const own = eq(invitations.organizationId, organizationId);
  return db
    .select(invitationColumns)
    .from(invitations)
    .where(
      after === null
        ? own
        : and(
            own,
            or(
              lt(invitations.createdAt, after.at),
              and(eq(invitations.createdAt, after.at), lt(invitations.reference, after.id)),
            ),
          ),
    )
    .orderBy(desc(invitations.createdAt), desc(invitations.reference))
    .limit(limit + 1);
}

/** One invitation by the SHA-256 of its id: no row or one. */
export function findInvitation({ db, organizationId }: TenantStatements, idHash: string) {
  return db
    .select(invitationColumns)
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.idHash, idHash)));
}

/** Inserts an open invitation; a second open one for the address violates `invitations_one_pending`. */
export function insertInvitation(
  { db, organizationId }: TenantStatements,
  invitation: Omit<typeof newInvitations.$inferInsert, "organizationId">,
) {
  return db.insert(newInvitations).values({ ...invitation, organizationId });
}

/** Closes open invitations that ran out, so that the address can be invited again. */
export function closeExpiredInvitations({ db, organizationId }: TenantStatements, email: string) {
  return db
    .update(invitations)
    .set({ status: "revoked" })
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.email, email),
        eq(invitations.status, "pending"),
        lt(invitations.expiresAt, sql`now()`),
      ),
    );
}

/** One invitation by its reference, locked until the transaction ends: no row or one. */
export function lockInvitation({ db, organizationId }: TenantStatements, reference: string) {
  return db
    .select(invitationColumns)
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.reference, reference)))
    .for("update");
}

/** Revokes an invitation, if it is open. */
export function revokeInvitation({ db, organizationId }: TenantStatements, reference: string) {
  return db
    .update(invitations)
    .set({ status: "revoked" })
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.reference, reference),
        eq(invitations.status, "pending"),
      ),
    );
}

/** The open invitations that can still be accepted, newest first. */
export function listOpenInvitations({ db, organizationId }: TenantStatements, limit: number) {
  return db
    .select(invitationColumns)
    .from(invitations)
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, sql`now()`),
      ),
    )
    .orderBy(desc(invitations.createdAt), desc(invitations.reference))
    .limit(limit);
}

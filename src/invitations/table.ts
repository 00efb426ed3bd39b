import { sql } from "drizzle-orm";
import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Role } from "../authorization/role.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const invitations = pgTable("invitations", {
  /** The capability. It is written and never read back: `reference` names an invitation, `idHash` finds it. */
  id: text().primaryKey(),
  reference: text()
    .notNull()
    .generatedAlwaysAs(sql`left(id, 20)`),
  /** SHA-256, in hexadecimal. */
  idHash: text("id_hash")
    .notNull()
    .generatedAlwaysAs(sql`encode(sha256(id::bytea), 'hex')`),
  organizationId: text("organization_id").notNull(),
  email: text().notNull(),
  role: text().$type<Role>().notNull(),
  status: text().$type<"pending" | "accepted" | "revoked">().notNull().default("pending"),
  invitedByType: text("invited_by_type").$type<"user" | "operator">().notNull(),
  invitedById: text("invited_by_id").notNull(),
  invitedByName: text("invited_by_name").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  expiresAt: time("expires_at").notNull(),
  acceptedAt: time("accepted_at"),
  acceptedUserId: text("accepted_user_id"),
});

/**
 * The columns that whoever invites may write. Drizzle names every column of a table in an insert, and Postgres wants the
 * right to each it is named, even for a default.
 */
export const newInvitations = pgTable("invitations", {
  id: text().primaryKey(),
  organizationId: text("organization_id").notNull(),
  email: text().notNull(),
  role: text().$type<Role>().notNull(),
  invitedByType: text("invited_by_type").$type<"user" | "operator">().notNull(),
  invitedById: text("invited_by_id").notNull(),
  invitedByName: text("invited_by_name").notNull(),
  expiresAt: time("expires_at").notNull(),
});

/** What of an invitation may be read; the roles of the Workers hold no right to read its id. */
export const invitationColumns = {
  reference: invitations.reference,
  email: invitations.email,
  role: invitations.role,
  status: invitations.status,
  invitedByType: invitations.invitedByType,
  invitedById: invitations.invitedById,
  invitedByName: invitations.invitedByName,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
};

export type InvitationRow = Pick<typeof invitations.$inferSelect, keyof typeof invitationColumns>;

/** How long an invitation can be accepted: 7 days. */
export const invitationLifetimeMilliseconds = 7 * 24 * 60 * 60 * 1000;

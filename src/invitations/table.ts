import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Role } from "../authorization/role.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const invitations = pgTable("invitations", {
  id: text().primaryKey(),
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

/** How long an invitation can be accepted: 7 days. */
export const invitationLifetimeMilliseconds = 7 * 24 * 60 * 60 * 1000;

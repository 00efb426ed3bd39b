import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { OperatorRole } from "./role.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const globalAdmins = pgTable("global_admins", {
  id: text().primaryKey(),
  email: text().notNull(),
  name: text(),
  role: text().$type<OperatorRole>().notNull(),
  status: text().$type<"invited" | "active" | "deactivated">().notNull().default("invited"),
  accessSubject: text("access_subject"),
  enrollmentTokenHash: text("enrollment_token_hash"),
  enrollmentExpiresAt: time("enrollment_expires_at"),
  createdAt: time("created_at").notNull().defaultNow(),
  enrolledAt: time("enrolled_at"),
  deactivatedAt: time("deactivated_at"),
});

import { bigint, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { defaultSettings } from "./defaults.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const organizations = pgTable("organizations", {
  id: text().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  status: text().$type<"active" | "suspended" | "deleted">().notNull().default("active"),
  suspendedReason: text("suspended_reason"),
  homeRegion: text("home_region").notNull().default("weur"),
  sessionVersion: bigint("session_version", { mode: "number" }).notNull().default(0),
  configVersion: bigint("config_version", { mode: "number" }).notNull().default(1),
  createdAt: time("created_at").notNull().defaultNow(),
  updatedAt: time("updated_at").notNull().defaultNow(),
});

export const organizationSettings = pgTable("organization_settings", {
  organizationId: text("organization_id").primaryKey(),
  version: bigint({ mode: "number" }).notNull().default(1),
  appName: text("app_name").notNull(),
  primaryColor: text("primary_color"),
  sessionIdleMinutes: integer("session_idle_minutes").notNull().default(defaultSettings.sessionIdleMinutes),
  sessionLifetimeHours: integer("session_lifetime_hours").notNull().default(defaultSettings.sessionLifetimeHours),
  accountFailureLimit: integer("account_failure_limit").notNull().default(defaultSettings.accountFailureLimit),
  addressFailureLimit: integer("address_failure_limit").notNull().default(defaultSettings.addressFailureLimit),
  lockoutMinutes: integer("lockout_minutes").notNull().default(defaultSettings.lockoutMinutes),
  auditRetentionDays: integer("audit_retention_days"),
  updatedAt: time("updated_at").notNull().defaultNow(),
  updatedBy: text("updated_by"),
});

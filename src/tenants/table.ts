import { pgTable, text } from "drizzle-orm/pg-core";

/*
 * The columns an operator may write when a tenant is created. Drizzle names every column of a table in an insert, and
 * Postgres wants the right to each it is named, even for a default.
 */

export const newOrganizations = pgTable("organizations", {
  id: text().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  homeRegion: text("home_region").notNull(),
});

export const newOrganizationSettings = pgTable("organization_settings", {
  organizationId: text("organization_id").primaryKey(),
  appName: text("app_name").notNull(),
});

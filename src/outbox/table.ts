import { bigint, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const outbox = pgTable("outbox", {
  id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
  organizationId: text("organization_id").notNull(),
  kind: text().notNull(),
  payload: jsonb().notNull().default({}),
  createdAt: time("created_at").notNull().defaultNow(),
  availableAt: time("available_at").notNull().defaultNow(),
  attempts: integer().notNull().default(0),
  lastError: text("last_error"),
  deliveredAt: time("delivered_at"),
});

/**
 * The columns a Worker may write when it posts a message. Drizzle names every column of a table in an insert, and
 * Postgres wants the right to each it is named, even for a default.
 */
export const outboxPosts = pgTable("outbox", {
  organizationId: text("organization_id").notNull(),
  kind: text().notNull(),
  payload: jsonb().notNull(),
});

import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const columns = () => ({
  id: text().primaryKey(),
  event: text().notNull(),
  actorType: text("actor_type").notNull(),
  actorId: text("actor_id"),
  actorName: text("actor_name"),
  targetType: text("target_type"),
  targetId: text("target_id"),
  targetName: text("target_name"),
  at: timestamp({ withTimezone: true, mode: "string" }).notNull().defaultNow(),
  requestId: text("request_id"),
  correlationId: text("correlation_id"),
  address: text(),
  userAgent: text("user_agent"),
  data: jsonb().$type<Record<string, unknown>>().notNull().default({}),
});

export const auditLogs = pgTable("audit_logs", { organizationId: text("organization_id").notNull(), ...columns() });

export const platformAuditLogs = pgTable("platform_audit_logs", columns());

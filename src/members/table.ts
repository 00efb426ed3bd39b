import { pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Role } from "../authorization/role.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const members = pgTable(
  "members",
  {
    organizationId: text("organization_id").notNull(),
    userId: text("user_id").notNull(),
    role: text().$type<Role>().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    updatedAt: time("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.userId] })],
);

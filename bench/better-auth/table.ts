import { relations } from "drizzle-orm";
import { boolean, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** What reading a session needs of the tables that Better Auth's own migration makes, column names included. */
const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" }).notNull();

const user = pgTable("user", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull(),
  emailVerified: boolean("emailVerified").notNull(),
  image: text(),
  createdAt: time("createdAt"),
  updatedAt: time("updatedAt"),
});

const session = pgTable("session", {
  id: text().primaryKey(),
  expiresAt: time("expiresAt"),
  token: text().notNull(),
  createdAt: time("createdAt"),
  updatedAt: time("updatedAt"),
  ipAddress: text("ipAddress"),
  userAgent: text("userAgent"),
  userId: text("userId").notNull(),
  activeOrganizationId: text("activeOrganizationId"),
});

const sessionRelations = relations(session, ({ one }) => ({
  user: one(user, { fields: [session.userId], references: [user.id] }),
}));

export const sessionTables = { user, session, sessionRelations };

import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" }).notNull();

/** Published from creation, signs from `activeAt` until `retiredAt`, verifies until `expiresAt`. */
export const signingKeys = pgTable("signing_keys", {
  kid: text().primaryKey(),
  algorithm: text().notNull(),
  publicJwk: jsonb("public_jwk").$type<Record<string, unknown>>().notNull(),
  /** A JWK, sealed for its row. */
  privateKey: text("private_key").notNull(),
  createdAt: time("created_at").defaultNow(),
  activeAt: time("active_at"),
  retiredAt: time("retired_at"),
  expiresAt: time("expires_at"),
});

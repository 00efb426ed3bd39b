import { bigint, boolean, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Better Auth works with dates, so these tables do too. Property names are its field names. */
const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const created = () => time("created_at").notNull().defaultNow();
const updated = () => time("updated_at").notNull().defaultNow();

export const users = pgTable("users", {
  id: text().primaryKey(),
  organizationId: text("organization_id").notNull(),
  email: text().notNull(),
  emailVerified: boolean("email_verified").notNull().default(false),
  name: text().notNull(),
  image: text(),
  epoch: bigint({ mode: "number" }).notNull().default(0),
  createdAt: created(),
  updatedAt: updated(),
});

export const accounts = pgTable("accounts", {
  id: text().primaryKey(),
  organizationId: text("organization_id").notNull(),
  userId: text("user_id").notNull(),
  providerId: text("provider_id").notNull(),
  accountId: text("account_id").notNull(),
  password: text(),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  idToken: text("id_token"),
  accessTokenExpiresAt: time("access_token_expires_at"),
  refreshTokenExpiresAt: time("refresh_token_expires_at"),
  scope: text(),
  createdAt: created(),
  updatedAt: updated(),
});

export const sessions = pgTable("sessions", {
  id: text().primaryKey(),
  organizationId: text("organization_id").notNull(),
  userId: text("user_id").notNull(),
  /** Holds the token's SHA-256; Better Auth calls the field `token`, and the tenant-scoped adapter does the hashing. */
  token: text("token_hash").notNull(),
  method: text().notNull(),
  host: text().notNull(),
  ipAddress: text("address"),
  userAgent: text("user_agent"),
  expiresAt: time("expires_at").notNull(),
  createdAt: created(),
  updatedAt: updated(),
  lastSeenAt: time("last_seen_at"),
  asOf: bigint("as_of", { mode: "number" }).notNull(),
  revokedAt: time("revoked_at"),
  revokedReason: text("revoked_reason"),
  /** Where it began, for those that began at an identity provider. */
  ssoProviderId: text("sso_provider_id"),
  ssoSubject: text("sso_subject"),
  ssoSid: text("sso_sid"),
});

export const verifications = pgTable("verifications", {
  id: text().primaryKey(),
  organizationId: text("organization_id").notNull(),
  identifier: text().notNull(),
  value: text().notNull(),
  expiresAt: time("expires_at").notNull(),
  createdAt: created(),
  updatedAt: updated(),
});

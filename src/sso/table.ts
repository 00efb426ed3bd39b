import { sql } from "drizzle-orm";
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Role } from "../authorization/role.ts";
import type {
  ClientAuthentication,
  EmailVerification,
  Endpoints,
  Preset,
  RevisionAct,
  RoleMapping,
} from "./provider.ts";
import type { TestReport } from "./report.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const ssoProviders = pgTable("sso_providers", {
  organizationId: text("organization_id").notNull(),
  id: text().primaryKey(),
  version: bigint({ mode: "number" }).notNull().default(1),
  label: text().notNull(),
  preset: text().$type<Preset>().notNull().default("generic"),
  issuer: text().notNull(),
  clientId: text("client_id").notNull(),
  /** Sealed. */
  clientSecret: text("client_secret"),
  hasClientSecret: boolean("has_client_secret")
    .notNull()
    .generatedAlwaysAs(sql`client_secret is not null`),
  clientAuthentication: text("client_authentication").$type<ClientAuthentication>().notNull(),
  endpoints: jsonb().$type<Endpoints>(),
  enabled: boolean().notNull().default(true),
  provisioning: boolean().notNull().default(true),
  defaultRole: text("default_role").$type<Role>().notNull().default("member"),
  roleClaim: text("role_claim"),
  roleMappings: jsonb("role_mappings").$type<readonly RoleMapping[]>().notNull().default([]),
  emailVerification: text("email_verification").$type<EmailVerification>().notNull().default("required"),
  maxAgeSeconds: integer("max_age_seconds"),
  acrValues: text("acr_values"),
  logoutAtProvider: boolean("logout_at_provider").notNull().default(false),
  authority: text().$type<Role>().notNull(),
  creationFingerprint: text("creation_fingerprint"),
  createdAt: time("created_at").notNull().defaultNow(),
  updatedAt: time("updated_at").notNull().defaultNow(),
  updatedById: text("updated_by_id"),
  updatedByName: text("updated_by_name"),
});

export const ssoDomains = pgTable("sso_domains", {
  organizationId: text("organization_id").notNull(),
  domain: text().notNull(),
  providerId: text("provider_id").notNull(),
  challenge: text().notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  verifiedAt: time("verified_at"),
  checkedAt: time("checked_at"),
  failingSince: time("failing_since"),
});

export const ssoPolicies = pgTable("sso_policies", {
  organizationId: text("organization_id").primaryKey(),
  version: bigint({ mode: "number" }).notNull().default(1),
  enforced: boolean().notNull().default(false),
  updatedAt: time("updated_at").notNull().defaultNow(),
  updatedById: text("updated_by_id"),
  updatedByName: text("updated_by_name"),
});

export const ssoRevisions = pgTable("sso_revisions", {
  organizationId: text("organization_id").notNull(),
  subject: text().notNull(),
  version: bigint({ mode: "number" }).notNull(),
  act: text().$type<RevisionAct>().notNull(),
  document: jsonb().$type<object>().notNull(),
  keyChanged: boolean("key_changed").notNull().default(false),
  authority: text().$type<Role>(),
  actorType: text("actor_type").$type<"user" | "operator" | "system">().notNull(),
  actorId: text("actor_id"),
  actorName: text("actor_name"),
  createdAt: time("created_at").notNull().defaultNow(),
});

export const ssoProofs = pgTable("sso_proofs", {
  organizationId: text("organization_id").notNull(),
  providerId: text("provider_id").notNull(),
  fingerprint: text().notNull(),
  userId: text("user_id").notNull(),
  provenAt: time("proven_at").notNull().defaultNow(),
  hosts: text().array().notNull().default([]),
});

export const ssoFlows = pgTable("sso_flows", {
  organizationId: text("organization_id").notNull(),
  id: text().primaryKey(),
  stateHash: text("state_hash").notNull(),
  browserHash: text("browser_hash").notNull(),
  providerId: text("provider_id").notNull(),
  providerVersion: bigint("provider_version", { mode: "number" }).notNull(),
  purpose: text().$type<"sign-in" | "test">().notNull(),
  host: text().notNull(),
  /** Sealed. */
  secrets: text().notNull(),
  asOf: bigint("as_of", { mode: "number" }).notNull(),
  returnPath: text("return_path").notNull(),
  userId: text("user_id"),
  createdAt: time("created_at").notNull().defaultNow(),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
  report: jsonb().$type<TestReport>(),
});

export const recoveryCodes = pgTable("recovery_codes", {
  organizationId: text("organization_id").notNull(),
  userId: text("user_id").notNull(),
  codeHash: text("code_hash").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  usedAt: time("used_at"),
});

export const formerMembers = pgTable("former_members", {
  organizationId: text("organization_id").notNull(),
  userId: text("user_id").notNull(),
  email: text().notNull(),
  subjects: text().array().notNull().default([]),
  removedAt: time("removed_at").notNull().defaultNow(),
});

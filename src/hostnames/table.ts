import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Findings } from "./findings.ts";
import type { HostnameFailure, LifecycleStatus, Validation } from "./hostname.ts";
import type { LossReason } from "./lifecycle.ts";
import type { Registration } from "./registration.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

export const hostnames = pgTable("hostnames", {
  organizationId: text("organization_id").notNull(),
  id: text().primaryKey(),
  version: bigint({ mode: "number" }).notNull().default(1),
  hostname: text().notNull(),
  state: text().$type<LifecycleStatus>().notNull().default("awaiting_txt"),
  stateSince: time("state_since").notNull().defaultNow(),
  validation: text().$type<Validation>().notNull().default("http"),
  challenge: text().notNull(),
  provenAt: time("proven_at"),
  failure: text().$type<HostnameFailure>(),
  refusal: jsonb().$type<readonly string[]>(),
  cloudflareId: text("cloudflare_id"),
  cloudflareStatus: text("cloudflare_status"),
  sslStatus: text("ssl_status"),
  registration: jsonb().$type<Registration>(),
  certificateExpiresAt: time("certificate_expires_at"),
  lossTold: text("loss_told").$type<LossReason>(),
  expiryTold: time("expiry_told"),
  activatedAt: time("activated_at"),
  purgedAt: time("purged_at"),
  findings: jsonb().$type<Findings>(),
  checkedAt: time("checked_at"),
  checks: integer().notNull().default(0),
  nextCheckAt: time("next_check_at"),
  newsAt: time("news_at"),
  creationFingerprint: text("creation_fingerprint"),
  createdAt: time("created_at").notNull().defaultNow(),
  createdByName: text("created_by_name"),
  updatedAt: time("updated_at").notNull().defaultNow(),
  updatedByName: text("updated_by_name"),
});

export const hostPolicies = pgTable("host_policies", {
  organizationId: text("organization_id").primaryKey(),
  version: bigint({ mode: "number" }).notNull().default(1),
  primaryHostnameId: text("primary_hostname_id"),
  redirectOthers: boolean("redirect_others").notNull().default(false),
  updatedAt: time("updated_at").notNull().defaultNow(),
  updatedByName: text("updated_by_name"),
});

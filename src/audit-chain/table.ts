import { bigint, customType, pgTable, text } from "drizzle-orm/pg-core";

/** A hash: 32 bytes in the database, 64 lower-case hexadecimal digits everywhere else. */
const digest = customType<{ data: string; driverData: Uint8Array | string }>({
  dataType: () => "bytea",
  toDriver: (hex) => `\\x${hex}`,
  fromDriver: (bytes) =>
    typeof bytes === "string"
      ? bytes.slice(2)
      : Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
});

const sequence = () => bigint({ mode: "number" }).notNull();

/** At which place of its tenant's chain a row of the log stands. */
export const auditLinks = pgTable("audit_links", {
  organizationId: text("organization_id").notNull(),
  sequence: sequence(),
  auditLogId: text("audit_log_id").notNull(),
  hash: digest().notNull(),
});

export const platformAuditLinks = pgTable("platform_audit_links", {
  sequence: sequence(),
  auditLogId: text("audit_log_id").notNull(),
  hash: digest().notNull(),
});

/** Where each chain ends. */
export const auditHeads = pgTable("audit_heads", {
  organizationId: text("organization_id").primaryKey(),
  sequence: sequence(),
  hash: digest(),
});

export const platformAuditHead = pgTable("platform_audit_head", { sequence: sequence(), hash: digest() });

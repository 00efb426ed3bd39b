import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../http/page.ts";
import { categories, outcomes, severities } from "./event.ts";

const actorTypes = ["user", "operator", "system", "anonymous"] as const;

const actor = z.object({
  type: z.enum(actorTypes),
  id: z.string().nullable(),
  name: z.string().nullable(),
});

const target = z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }).nullable();

export const auditLog = z
  .object({
    id: z.string(),
    event: z.string(),
    /** What the event is: null for one that only newer code knows, as are the next two. */
    category: z.enum(categories).nullable(),
    outcome: z.enum(outcomes).nullable(),
    severity: z.enum(severities).nullable(),
    actor,
    target,
    at: z.iso.datetime(),
    requestId: z.string().nullable(),
    /** The request that set this off, which is mostly the same. */
    correlationId: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("AuditLog");

export const auditLogPage = pageOf(auditLog, "AuditLogPage");

/** Postgres takes no NUL, and no name of ours has any control character. */
const visible = z.string().refine((text) => !/\p{Cc}/u.test(text), "must not have control characters");
const exact = visible.min(1).max(120);
/** Years Postgres and JavaScript agree about. */
const moment = z.iso.datetime({ offset: true }).refine((text) => /^[12]\d{3}-/.test(text), "must be a year of ours");

/** By what a log can be narrowed down: everything that is given must apply. `search` is part of a name, an id or an event. */
const auditFilter = z.object({
  event: exact.optional(),
  category: z.enum(categories).optional(),
  outcome: z.enum(outcomes).optional(),
  actorType: z.enum(actorTypes).optional(),
  actorId: exact.optional(),
  targetId: exact.optional(),
  address: exact.optional(),
  requestId: exact.optional(),
  correlationId: exact.optional(),
  /** Inclusive. */
  from: moment.optional(),
  /** Exclusive. */
  to: moment.optional(),
  search: visible.trim().min(1).max(100).optional(),
});

export const platformAuditFilter = auditFilter.extend({
  /** The tenant that an act was about. */
  organizationId: exact.optional(),
});

export type AuditFilter = z.output<typeof platformAuditFilter>;

export const auditQuery = auditFilter.extend(pageQuery.shape);
export const platformAuditQuery = platformAuditFilter.extend(pageQuery.shape);

const format = z.enum(["csv", "jsonl"]);
export type ExportFormat = z.output<typeof format>;

export const exportQuery = auditFilter.extend({ format });
export const platformExportQuery = platformAuditFilter.extend({ format });

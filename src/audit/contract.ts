import { z } from "@hono/zod-openapi";
import { pageOf } from "../http/page.ts";

const actor = z.object({
  type: z.enum(["user", "operator", "system", "anonymous"]),
  id: z.string().nullable(),
  name: z.string().nullable(),
});

const target = z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }).nullable();

export const auditLog = z
  .object({
    id: z.string(),
    event: z.string(),
    actor,
    target,
    at: z.iso.datetime(),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("AuditLog");

export const auditLogPage = pageOf(auditLog, "AuditLogPage");

import { z } from "@hono/zod-openapi";
import { findingKinds } from "./finding.ts";

export const verificationQuery = z.object({
  /** The `nextAfter` of the answer before. */
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

const finding = z
  .object({
    kind: z.enum(findingKinds),
    /** The place in the chain. */
    sequence: z.number().int().nullable(),
    /** The row's. */
    id: z.string().nullable(),
    message: z.string(),
  })
  .openapi("AuditFinding");

export const auditVerification = z
  .object({
    /** Of the stretch that was walked; of the whole log when every answer says so. */
    valid: z.boolean(),
    rows: z.number().int(),
    checkpoints: z.number().int(),
    /** Checkpoints of the stretch that the witness was heard about. */
    witnesses: z.number().int().nullable(),
    head: z.object({ sequence: z.number().int(), hash: z.string() }).nullable(),
    through: z.number().int(),
    /** Where to go on, when there is more. */
    nextAfter: z.number().int().nullable(),
    found: z.number().int(),
    /** The first hundred of what was found. */
    findings: z.array(finding),
  })
  .openapi("AuditVerification");

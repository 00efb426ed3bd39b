import { z } from "@hono/zod-openapi";
import { emailAddress, personName } from "../identity/contract.ts";
import { operatorActions, operatorRoles } from "./role.ts";

export const operator = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(operatorRoles),
    status: z.enum(["invited", "active", "deactivated"]),
    createdAt: z.iso.datetime(),
    enrolledAt: z.iso.datetime().nullable(),
    deactivatedAt: z.iso.datetime().nullable(),
  })
  .openapi("Operator");

export const operatorList = z
  .object({ items: z.array(operator), nextCursor: z.string().nullable() })
  .openapi("OperatorList");

export const operatorMe = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(operatorRoles),
    permissions: z.array(z.enum(operatorActions)),
  })
  .openapi("OperatorMe");

export const inviteOperatorBody = z
  .strictObject({ email: emailAddress, role: z.enum(operatorRoles) })
  .openapi("InviteOperator");

/**
 * The one time the enrollment token is shown. It works once, until `expiresAt`, and only for whoever Access
 * says has this address.
 */
export const enrollmentIssued = z
  .object({
    id: z.string(),
    enrollmentToken: z.string(),
    enrollmentUrl: z.string(),
    expiresAt: z.iso.datetime(),
    mailed: z.boolean(),
  })
  .openapi("EnrollmentIssued");

export const operatorParams = z.object({ id: z.string().max(100) });

export const profile = z.object({ email: z.string(), name: z.string().nullable() }).openapi("Profile");

export const updateProfileBody = z.strictObject({ name: personName }).openapi("UpdateProfile");

export const queues = z
  .object({
    items: z.array(
      z.object({
        kind: z.string(),
        waiting: z.number().int(),
        failing: z.number().int(),
        oldest: z.iso.datetime().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi("Queues");

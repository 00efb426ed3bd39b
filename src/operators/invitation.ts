import type { z } from "@hono/zod-openapi";
import { operatorContext } from "../audit/context.ts";
import { recordPlatformAudit } from "../audit/record.ts";
import type { ControlDb } from "../database/control-db.ts";
import { violatedConstraint } from "../database/failure.ts";
import type { Client } from "../http/respond.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { inviteOperatorBody } from "./contract.ts";
import { issueEnrollmentToken, type IssuedToken } from "./enrollment.ts";
import type { OperatorGrant } from "./grant.ts";
import { insertOperator, lockOperator, reopenEnrollment } from "./repository.ts";

/** Somebody who can now enroll, and with what. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly issued: IssuedToken;
}

type ManageGrant = OperatorGrant<"global-admins:manage">;

/** Makes an operator who has still to enroll. */
export async function inviteOperator(
  grant: ManageGrant,
  wanted: z.output<typeof inviteOperatorBody>,
  control: ControlDb,
  client: Client,
): Promise<Result<Invited, "exists">> {
  const id = newIdentifier("adm");
  const issued = await issueEnrollmentToken(Date.now());
  try {
    await control.db.transaction(async (tx) => {
      await insertOperator(tx, { id, ...wanted }, issued);
      await recordPlatformAudit(
        tx,
        {
          event: "admin.invited",
          target: { type: "operator", id, name: wanted.email },
          data: { role: wanted.role },
        },
        operatorContext(grant, client),
      );
    });
  } catch (error) {
    if (violatedConstraint(error) === "global_admins_email_key") return failure("exists");
    throw error;
  }
  return success({ id, email: wanted.email, issued });
}

/**
 * A new token for somebody who lost theirs, or for a deactivated operator who comes back (possibly as another Access
 * identity). `active`: their access would end silently, so they are deactivated first, which says so in the log.
 */
export async function reissueEnrollment(
  grant: ManageGrant,
  id: string,
  control: ControlDb,
  client: Client,
): Promise<Result<Invited, "not_found" | "active">> {
  const issued = await issueEnrollmentToken(Date.now());
  return control.db.transaction(async (tx) => {
    const [operator] = await lockOperator(tx, id);
    if (operator === undefined) return failure("not_found");
    if (operator.status === "active") return failure("active");
    await reopenEnrollment(tx, id, issued);
    await recordPlatformAudit(
      tx,
      { event: "admin.enrollment_reissued", target: { type: "operator", id, name: operator.email } },
      operatorContext(grant, client),
    );
    return success({ id, email: operator.email, issued });
  });
}

import { operatorContext } from "../audit/context.ts";
import { recordPlatformAudit } from "../audit/record.ts";
import type { ControlDb } from "../database/control-db.ts";
import type { Client } from "../http/respond.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { OperatorGrant } from "./grant.ts";
import { deactivateOperator, lockOperator, lockSuperAdmins } from "./repository.ts";
import type { globalAdmins } from "./table.ts";

/** `yourself`: nobody locks themselves out. `last_super_admin`: somebody must be able to let others in. */
export type DeactivationRefusal = "not_found" | "yourself" | "already" | "last_super_admin";

/** Takes an operator's access away, from their next request on. */
export async function deactivate(
  grant: OperatorGrant<"global-admins:manage">,
  id: string,
  control: ControlDb,
  client: Client,
): Promise<Result<typeof globalAdmins.$inferSelect, DeactivationRefusal>> {
  if (id === grant.operator.id) return failure("yourself");
  return control.db.transaction(async (tx) => {
    // Super admins first and together: two who deactivate each other must not both find the other one left.
    const superAdmins = await lockSuperAdmins(tx);
    const [target] = await lockOperator(tx, id);
    if (target === undefined) return failure("not_found");
    if (target.status === "deactivated") return failure("already");
    if (!superAdmins.some((other) => other.id !== id)) return failure("last_super_admin");
    const [deactivated] = await deactivateOperator(tx, id);
    if (deactivated === undefined) throw new Error("A locked operator disappeared");
    await recordPlatformAudit(
      tx,
      { event: "admin.deactivated", target: { type: "operator", id, name: target.email } },
      operatorContext(grant, client),
    );
    return success(deactivated);
  });
}

import { and, eq, sql } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { findHeld, hostnameTarget } from "./change-hostname-row.ts";

/** Has the certificate validated another way from now on, which Cloudflare is told of soon. */
export async function updateHostname(
  statements: TenantStatements,
  change: Extract<HostnameChange, { kind: "hostname-update" }>,
  actor: Actor,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const { hostnameId, expectedVersion, validation } = change;
  const held = await findHeld(statements, hostnameId);
  if (held === null) return failure("not_found");
  if (held.version !== expectedVersion) return failure("stale");
  // What is served has its certificate, which is renewed as it was issued; what is given up gets none.
  if (held.state === "active" || held.state === "deleted" || held.state === "released") return failure("wrong_state");
  if (held.validation === validation) return success([]);
  const version = held.version + 1;
  const { db, organizationId } = statements;
  await db
    .update(hostnames)
    .set({
      version,
      validation,
      checks: 0,
      nextCheckAt: sql`now()`,
      updatedAt: sql`now()`,
      updatedByName: actor.name,
    })
    .where(and(eq(hostnames.organizationId, organizationId), eq(hostnames.id, hostnameId)));
  const changes = { validation: { from: held.validation, to: validation } };
  return success([{ event: "hostname.updated", target: hostnameTarget(held), data: { version, changes } }]);
}

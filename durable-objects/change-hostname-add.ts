import { eq, inArray, sql, type SQL } from "drizzle-orm";
import type { Actor, AuditEntry } from "../src/audit/event.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { mostAddedPerDay, mostPending, pendingStatuses } from "../src/hostnames/hostname.ts";
import { hostnames } from "../src/hostnames/table.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { findHeld, hostnameTarget } from "./change-hostname-row.ts";

/** Adds a hostname, which is nobody's until its record was seen. Asking twice with the same id is answered as asking once. */
export async function addHostname(
  statements: TenantStatements,
  change: Extract<HostnameChange, { kind: "hostname-add" }>,
  actor: Actor,
): Promise<Result<readonly AuditEntry[], ChangeFailure>> {
  const { hostnameId: id, hostname, challenge, validation, fingerprint } = change;
  const held = await findHeld(statements, id);
  if (held !== null) {
    return fingerprint !== null && held.creationFingerprint === fingerprint ? success([]) : failure("key_reused");
  }
  const refusal = await refusalOfOneMore(statements, hostname);
  if (refusal !== null) return failure(refusal);
  const { db, organizationId } = statements;
  const inserted = await db
    .insert(hostnames)
    .values({
      organizationId,
      id,
      hostname,
      challenge,
      validation,
      creationFingerprint: fingerprint,
      createdByName: actor.name,
      updatedByName: actor.name,
    })
    .onConflictDoNothing()
    .returning({ id: hostnames.id });
  // Ids are nobody's twice; should one be another organization's, nobody is told.
  if (inserted.length === 0) return failure("key_reused");
  return success([{ event: "hostname.added", target: hostnameTarget({ id, hostname }), data: { version: 1 } }]);
}

/** Counted while nobody else changes the organization, so that many who come at once are no more than the limit. */
async function refusalOfOneMore(
  { db, organizationId }: TenantStatements,
  hostname: string,
): Promise<ChangeFailure | null> {
  const count = (which: SQL) => sql<number>`(count(*) filter (where ${which}))::int`.mapWith(Number);
  const { state, createdAt } = hostnames;
  const [counted] = await db
    .select({
      same: count(sql`${hostnames.hostname} = ${hostname} and ${state} not in ('deleted', 'released')`),
      pending: count(inArray(state, pendingStatuses)),
      today: count(sql`${createdAt} > now() - interval '1 day'`),
    })
    .from(hostnames)
    .where(eq(hostnames.organizationId, organizationId));
  if (counted === undefined || counted.same > 0) return "hostname_in_use";
  if (counted.pending >= mostPending) return "too_many_pending";
  return counted.today >= mostAddedPerDay ? "too_many_today" : null;
}

import { and, eq, gt, sql } from "drizzle-orm";
import { recordPlatformAudit } from "../audit/record.ts";
import { platformAuditLogs } from "../audit/table.ts";
import type { ControlDb } from "../database/control-db.ts";
import type { Client } from "../http/respond.ts";
import type { AccessIdentity } from "./access-identity.ts";
import { identityContext } from "./enrollment.ts";

/**
 * Records that Access let somebody in whom the platform does not. The console asks many times a minute, and so may
 * they: one row in ten minutes says as much as all of them.
 */
export async function recordAccessRefusal(
  identity: AccessIdentity,
  reason: "not_enrolled" | "deactivated",
  control: ControlDb,
  client: Client,
): Promise<void> {
  const event = "admin.access_refused";
  const { event: events, actorName, at, data } = platformAuditLogs;
  const known = await control.db
    .select({ id: platformAuditLogs.id })
    .from(platformAuditLogs)
    .where(
      and(
        eq(events, event),
        eq(actorName, identity.email),
        sql`${data} ->> 'reason' = ${reason}`,
        gt(at, sql`now() - interval '10 minutes'`),
      ),
    )
    .limit(1);
  if (known.length > 0) return;
  await recordPlatformAudit(control.db, { event, target: null, data: { reason } }, identityContext(identity, client));
}

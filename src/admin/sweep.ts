import { Connection } from "../database/connection.ts";
import { ControlDb } from "../database/control-db.ts";
import { gatekeeperOf } from "../gatekeeper/stub.ts";
import { logFailure } from "../log/log.ts";
import { findOverdueOutboxes } from "../outbox/overdue.ts";
import type { AdminConfig, AdminEnv } from "./config.ts";

/**
 * Wakes the gatekeepers of tenants whose outbox has rows that should be gone: a wake after a commit may be lost, and a
 * Durable Object has one alarm, which is not trusted to fire. Throws when Postgres is out of reach, so that the run
 * shows as failed; the next one is a minute away.
 */
export async function sweepOutboxes(env: AdminEnv, config: AdminConfig): Promise<void> {
  const connection = new Connection({
    connectionString: env.DB.connectionString,
    pipeline: config.databasePipeline,
  });
  try {
    await wake(env, await findOverdueOutboxes(new ControlDb(connection), overdueSeconds, tenantsPerRun));
  } finally {
    await connection.close();
  }
}

/** Tells gatekeepers that something waits in their outboxes. One that cannot be told is found by the next sweep. */
export async function wake(
  env: Pick<AdminEnv, "COORDINATOR">,
  tenants: readonly { readonly organizationId: string; readonly homeRegion: string }[],
): Promise<void> {
  for (let start = 0; start < tenants.length; start += atOnce) {
    const woken = await Promise.allSettled(
      tenants
        .slice(start, start + atOnce)
        .map(({ organizationId, homeRegion }) =>
          gatekeeperOf(env.COORDINATOR, organizationId, homeRegion).wake({ organizationId, topics: [] }),
        ),
    );
    const failed = woken.filter(({ status }) => status === "rejected").length;
    if (failed > 0) logFailure("outbox.sweep_failed", { count: failed });
  }
}

/** Longer than the gatekeeper's own first attempts take. */
const overdueSeconds = 30;
const tenantsPerRun = 500;
const atOnce = 20;

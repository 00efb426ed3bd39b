import type { ChangeCommand, ChangeFailure, Changed, Snapshot } from "../src/gatekeeper/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { logFailure } from "../src/log/log.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { catchUp, takeOver } from "./adoption.ts";
import { sessionsLost, takeAccessAway, tellLosses, topicsOf, type Loss } from "./change-consequences.ts";
import type { Intent } from "./intent.ts";
import type { LivePages } from "./live-pages.ts";
import { changeRole } from "./revocation.ts";
import type { Storage } from "./storage.ts";
import { assumeTheWorst, settleIntent } from "./unknown-outcome.ts";
import type { Workshop } from "./workshop.ts";

/**
 * A change of the configuration or of membership. Runs alone: the caller queues it, and while it runs it waits for
 * nothing but Postgres.
 *
 * An intent is durable before anything leaves for Postgres. So whatever becomes of this object on the way, its
 * successor knows that something may have been committed, and what.
 */
export async function changeConfiguration(
  workshop: Workshop,
  command: ChangeCommand,
): Promise<Result<Changed, ChangeFailure>> {
  const { storage, record, live, now } = workshop;
  if (!(await settleIntent(workshop))) return failure("unavailable");
  const intent: Intent = { change: command.change, audit: command.audit, auditId: newIdentifier("aud") };
  storage.transaction(() => storage.putIntent(intent, now()));
  await storage.durable();
  const commit = await record.commit(intent);
  switch (commit.outcome) {
    case "committed":
      applyCommitted(storage, live, intent, commit.snapshot, now());
      return success({ ...commit.snapshot, ...commit.documents });
    case "refused":
      storage.transaction(() => storage.clearIntent());
      return failure((await isUpToDate(workshop)) ? commit.failure : "unavailable");
    case "nothing":
      storage.transaction(() => storage.clearIntent());
      logFailure("configuration.not_changed", { organizationId: storage.state?.organizationId }, commit.error);
      return failure("unavailable");
    case "unknown":
      logFailure("configuration.outcome_unknown", { organizationId: storage.state?.organizationId }, commit.error);
      assumeTheWorst(storage, live, now());
      return failure("unavailable");
  }
}

/**
 * Adopts what Postgres has. It has just refused by its own state, which may be another than the one this gatekeeper goes
 * by: a change whose object lost its storage may have been committed since. "Deleted already" must be true here, too.
 *
 * @returns false when Postgres has gone in the meantime, and nobody knows
 */
async function isUpToDate(workshop: Workshop): Promise<boolean> {
  try {
    await catchUp(workshop);
    return true;
  } catch (error) {
    logFailure("configuration.not_changed", { organizationId: workshop.storage.state?.organizationId }, error);
    return false;
  }
}

/** After COMMIT: the new configuration, what it takes away, and the end of the intent, in one step. */
function applyCommitted(storage: Storage, live: LivePages, intent: Intent, snapshot: Snapshot, now: number): void {
  const { change } = intent;
  const before = storage.state;
  if (before === null) throw new Error("A gatekeeper has lost its state");
  const losses = storage.transaction((): readonly (Loss | null)[] => {
    const taken =
      change.kind === "member-role"
        ? sessionsLost(changeRole(storage, change, intent.audit, now))
        : takeAccessAway(storage, intent, now);
    const ended = takeOver(storage, before, intent, snapshot, now);
    storage.clearIntent();
    // The triggers have left rows for us.
    storage.outbox.setDue(now, 0);
    return [taken, ended];
  });
  tellLosses(live, losses);
  if (change.kind === "member-role") live.reconnect(change.userId);
  live.changed(topicsOf(change));
}

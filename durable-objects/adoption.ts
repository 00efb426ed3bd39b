import type { AuditEntry } from "../src/audit/event.ts";
import type { Snapshot } from "../src/gatekeeper/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Loss } from "./change-consequences.ts";
import type { Effect } from "./effect.ts";
import { putSnapshot } from "./host-departure.ts";
import type { Intent } from "./intent.ts";
import type { LivePages } from "./live-pages.ts";
import { revisionAfterLoss } from "./revision.ts";
import type { KeeperState, Storage } from "./storage.ts";
import { systemContext } from "./system-context.ts";
import type { Truth } from "./truth.ts";
import type { Workshop } from "./workshop.ts";

/**
 * The first state of an empty storage. It was either never used or lost, and which of the two cannot be told: so the
 * versions start above everything that may have been handed out, and nobody is signed in.
 */
export function initialize(storage: Storage, truth: Truth, now: number): void {
  const { snapshot, highestVersion } = truth;
  const revision = revisionAfterLoss(highestVersion, now);
  storage.initialize(snapshot.organizationId, snapshot, revision, () => {
    const effect = lossEffect(truth, revision, now);
    // Without a version in Postgres no session was ever ended, and none is now: there is nothing to tell of.
    storage.addEffect(highestVersion === 0 ? { ...effect, audit: null } : effect, now);
    // Whoever kept them before may have granted leases, and the record of that is what was lost.
    storage.setLeasing(true);
    if (truth.outboxWaits) storage.outbox.setDue(now, 0);
  });
}

/**
 * Reads what Postgres has and adopts it. To be called where no change is under way.
 *
 * @returns whether the organization is there
 * @throws when Postgres is out of reach
 */
export async function catchUp({ storage, record, live, leasing, now }: Workshop): Promise<boolean> {
  const truth = await record.readTruth();
  if (truth === null) return false;
  if (adopt(storage, live, truth, now()).wasLost) leasing.suspect();
  return true;
}

/**
 * Compares with Postgres, which may have been changed behind the gatekeeper's back, and adopts what is newer there.
 * Versions merge by the greater, both ways.
 *
 * @returns whether the storage turned out to be an old copy, whose leases nobody knows of
 */
function adopt(storage: Storage, live: LivePages, truth: Truth, now: number): { readonly wasLost: boolean } {
  const before = storage.state;
  if (before === null) return { wasLost: false };
  const lost = truth.highestVersion > before.revision;
  // A change that is under way, or whose outcome is unknown, adopts by itself.
  const newer = before.intent === null && truth.snapshot.configVersion > before.snapshot.configVersion;
  const closing = newer && before.status === "active" && truth.snapshot.status !== "active";
  const work = storage.pendingWork();
  const left = storage.transaction(() => {
    const loss = newer ? putSnapshot(storage, before, truth.snapshot, null, now) : null;
    if (lost) startOver(storage, truth, now);
    else if (closing) endAll(storage, before, truth.snapshot, now);
    else if (truth.sessionVersion < before.sessionVersion && work.effectsDue === null) {
      // Postgres has forgotten: it was restored from a backup.
      storage.addEffect({ ...lossEffect(truth, before.sessionVersion, now), audit: null }, now);
    }
    // It has just answered, so nothing needs to wait for it any longer.
    storage.hastenEffects(now);
    if (truth.outboxWaits && work.outboxDue === null) storage.outbox.setDue(now, 0);
    return loss;
  });
  if (left !== null) live.end(left.audience, left.refusal);
  if (lost || closing) live.end({ kind: "organization" }, closing ? "suspended" : "org_revoked");
  else if (newer) live.changed(["organization", "settings", "hostnames"]);
  return { wasLost: lost };
}

/** Postgres has heard of a version this storage does not know: it is an old copy, and what it calls open may be closed. */
function startOver(storage: Storage, truth: Truth, now: number): void {
  const revision = storage.raiseRevisionTo(revisionAfterLoss(truth.highestVersion, now));
  storage.raiseSessionVersion(revision);
  storage.sessions.dropAll();
  storage.setLeasing(true);
  storage.addEffect(lossEffect(truth, revision, now), now);
}

/**
 * Takes over the configuration that a change has left in Postgres. To be called in the transaction that ends the change.
 *
 * @param intent what was committed, null for nothing
 * @returns whose sessions it has ended: those of hosts that are gone, and everybody's where the organization had been
 *   closed behind the gatekeeper's back
 */
export function takeOver(
  storage: Storage,
  before: KeeperState,
  intent: Intent | null,
  snapshot: Snapshot,
  now: number,
): Loss | null {
  const left = putSnapshot(storage, before, snapshot, intent?.audit ?? null, now);
  const change = intent?.change;
  // Whoever could be restored had been closed, although nobody has told us.
  const wasClosed = snapshot.status !== "active" || change?.kind === "restore";
  if (before.status !== "active" || !wasClosed || change?.kind === "suspend" || change?.kind === "delete") return left;
  endAll(storage, before, snapshot, now);
  return { audience: { kind: "organization" }, refusal: "suspended" };
}

/** Suspended or deleted behind the gatekeeper's back: what was open stays dead when the organization comes back. */
function endAll(storage: Storage, state: KeeperState, snapshot: Snapshot, now: number): void {
  const revision = storage.raiseRevision(now);
  const closed = storage.sessions.countOpen(null, revision, state, now);
  storage.raiseSessionVersion(revision);
  const reason = snapshot.status === "deleted" ? "deleted" : "suspended";
  storage.addEffect(effectOf(snapshot, revision, now, reason, { closed }), now);
}

function lossEffect({ snapshot }: Truth, revision: number, now: number): Effect {
  return effectOf(snapshot, revision, now, "storage_lost", {});
}

function effectOf(
  snapshot: Snapshot,
  revision: number,
  now: number,
  reason: "storage_lost" | "suspended" | "deleted",
  data: { closed?: number },
): Effect {
  const entry: AuditEntry = {
    event: "tenant.sessions_revoked",
    target: { type: "organization", id: snapshot.organizationId, name: snapshot.name },
    data: { reason, ...data },
  };
  const audit = { id: newIdentifier("aud"), platformId: null, entry, context: systemContext(`gatekeeper:${revision}`) };
  return { scope: { kind: "organization" }, revision, reason, at: now, audit };
}

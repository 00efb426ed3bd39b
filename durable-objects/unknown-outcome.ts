import { reaches } from "../src/authorization/role.ts";
import type { Change } from "../src/gatekeeper/contract.ts";
import { logFailure } from "../src/log/log.ts";
import { takeOver } from "./adoption.ts";
import { backoff } from "./alarm.ts";
import { sessionsLost, takeAccessAway, tellLosses, topicsOf } from "./change-consequences.ts";
import { leaveHosts } from "./host-departure.ts";
import { hostsInForce, type Intent } from "./intent.ts";
import type { LivePages } from "./live-pages.ts";
import { changeRole } from "./revocation.ts";
import type { KeeperState, Storage } from "./storage.ts";
import type { Workshop } from "./workshop.ts";

/**
 * The outcome of the intent is unknown: nobody may keep access that was perhaps taken from them, and nobody gets any
 * that was perhaps given. Lasts until Postgres has been read.
 */
export function assumeTheWorst(storage: Storage, live: LivePages, now: number): void {
  const before = storage.state;
  if (before === null || before.intent === null) return;
  const { intent } = before.intent;
  const { change } = intent;
  const losses = storage.transaction(() => {
    const taken = takeAccessAway(storage, intent, now);
    if (change.kind === "member-role") lowerRole(storage, change, now);
    storage.markIntentUnknown(now);
    const hosts = hostsInForce(before.snapshot, { intent, unknown: true, dueAt: now, attempts: 0 });
    return [taken, leaveHosts(storage, before, hosts, intent.audit, now)];
  });
  tellLosses(live, losses);
  if (change.kind === "member-role") live.reconnect(change.userId);
}

/** A role that may have been lowered counts as lowered. Where no session tells what it was, sign-ins under way start again. */
function lowerRole(storage: Storage, { userId, role }: Extract<Change, { kind: "member-role" }>, now: number): void {
  const held = storage.sessions.rolesOf(userId);
  const revision = storage.raiseRevision(now);
  if (held.length === 0) storage.sessions.raiseEpoch(userId, revision);
  else if (held.some((one) => !reaches(role, one))) storage.sessions.setRole(userId, role, revision);
}

/**
 * Reads in Postgres what became of an intent whose outcome is unknown, and adopts the truth. The lock makes sure that
 * its transaction is over: it was taken before COMMIT could be sent.
 *
 * @returns false while Postgres cannot say
 */
export async function settleIntent({ storage, record, live, now, random }: Workshop): Promise<boolean> {
  const stored = storage.state?.intent;
  if (stored === undefined || stored === null) return true;
  // Tasks run one at a time, so this intent's is over: its object has died, and this one woke up with the intent.
  if (!stored.unknown) assumeTheWorst(storage, live, now());
  const { change } = stored.intent;
  try {
    const { committed, snapshot, role } = await record.outcomeOf(stored.intent);
    const before = storage.state;
    if (before === null) throw new Error("A gatekeeper has lost its state");
    const losses = storage.transaction(() => {
      const ended = takeOver(storage, before, committed ? stored.intent : null, snapshot, now());
      const beyond =
        "userId" in change && role !== null
          ? changeRole(storage, { userId: change.userId, role }, stored.intent.audit, now())
          : new Set<string>();
      if (!committed && storage.state !== null) auditUndone(storage, storage.state, stored.intent, now());
      storage.clearIntent();
      storage.outbox.setDue(now(), 0);
      return [sessionsLost(beyond), ended];
    });
    tellLosses(live, losses);
    if ("userId" in change) live.reconnect(change.userId);
    live.changed(topicsOf(change));
    return true;
  } catch (error) {
    logFailure("configuration.outcome_unknown", { organizationId: storage.state?.organizationId }, error);
    const retryAt = now() + backoff(stored.attempts + 1, random(), longestRetryMilliseconds);
    storage.transaction(() => storage.postponeIntent(retryAt));
    return false;
  }
}

const longestRetryMilliseconds = 30_000;

/** People were signed out for a change that, as it turns out, was not made: the audit log says that they were. */
function auditUndone(
  storage: Storage,
  state: KeeperState,
  { change, audit: context, auditId }: Intent,
  now: number,
): void {
  const outcome = "not_committed";
  // Their sessions ended when the worst was assumed, and that is on its way to Postgres with its own version. Nothing
  // else ends with this row: not what was opened since, or vouched for by ending all others.
  const common = { at: now, reason: change.kind, revision: 0 };
  switch (change.kind) {
    case "suspend":
    case "delete": {
      const target = { type: "organization", id: state.organizationId, name: state.snapshot.name } as const;
      const audit = {
        id: auditId,
        platformId: null,
        entry: { event: "tenant.sessions_revoked", target, data: { reason: change.kind, outcome } },
        context,
      } as const;
      storage.addEffect({ ...common, scope: { kind: "organization" }, audit }, now);
      return;
    }
    case "member-remove": {
      const { userId } = change;
      const target = { type: "user", id: userId, name: null } as const;
      const audit = {
        id: auditId,
        platformId: null,
        entry: { event: "user.sessions_revoked", target, data: { reason: change.kind, outcome } },
        context,
      } as const;
      const scope = { kind: "user", userId, except: null } as const;
      storage.addEffect({ ...common, scope, audit }, now);
      return;
    }
    case "restore":
    case "settings":
    case "member-role":
    case "sso-provider-create":
    case "sso-provider-update":
    case "sso-provider-confirm":
    case "sso-provider-restore":
    case "sso-provider-delete":
    case "sso-domain-check":
    case "hostname-add":
    case "hostname-update":
    case "hostname-event":
    case "hostname-remove":
    case "primary-host":
    // Whoever was signed out for it stands there already.
    case "sso-enforcement":
      return;
  }
}

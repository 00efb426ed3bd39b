import type { AuditContext, AuditEntry } from "../src/audit/event.ts";
import type { Change, LiveTopic, Refusal } from "../src/gatekeeper/contract.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import type { Intent } from "./intent.ts";
import type { Audience, LivePages } from "./live-pages.ts";
import type { Storage } from "./storage.ts";

/** Whose sessions a change has ended, and what their credentials are refused with. */
export interface Loss {
  readonly audience: Audience;
  readonly refusal: Refusal;
}

/** Raises the version that a change revokes, and nothing for a change that revokes none. The change has its own audit row. */
export function takeAccessAway(storage: Storage, { change, audit }: Intent, now: number): Loss | null {
  switch (change.kind) {
    case "suspend":
    case "delete": {
      const revision = storage.raiseRevision(now);
      storage.raiseSessionVersion(revision);
      const reason = change.kind === "suspend" ? "suspended" : "deleted";
      storage.addEffect({ scope: { kind: "organization" }, revision, reason, at: now, audit: null }, now);
      return { audience: { kind: "organization" }, refusal: change.kind === "suspend" ? "suspended" : "host_moved" };
    }
    case "member-remove": {
      const revision = storage.raiseRevision(now);
      const { userId } = change;
      storage.sessions.raiseEpoch(userId, revision);
      const scope = { kind: "user", userId, except: null } as const;
      storage.addEffect({ scope, revision, reason: "member_removed", at: now, audit: null }, now);
      return { audience: { kind: "user", userId, except: null }, refusal: "user_revoked" };
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
      return null;
    case "sso-enforcement":
      return change.enabled && change.endPasswordSessions ? endPasswordSessions(storage, audit, now) : null;
  }
}

/** With a row of its own in the audit log: only here it is known how many there are. */
function endPasswordSessions(storage: Storage, context: AuditContext, now: number): Loss | null {
  const { state } = storage;
  if (state === null) return null;
  const revision = storage.raiseRevision(now);
  storage.raisePasswordVersion(revision);
  const sessionIds = new Set(storage.sessions.closePasswordSessions(state, now));
  const reason = "sso_enforced";
  const entry: AuditEntry = {
    event: "tenant.sessions_revoked",
    target: { type: "organization", id: state.organizationId, name: state.snapshot.name },
    data: { reason, closed: sessionIds.size },
  };
  const audit = { id: newIdentifier("aud"), platformId: null, entry, context };
  storage.addEffect({ scope: { kind: "passwords" }, revision, reason, at: now, audit }, now);
  return sessionsLost(sessionIds);
}

export function sessionsLost(sessionIds: ReadonlySet<string>): Loss {
  return { audience: { kind: "sessions", sessionIds }, refusal: "session_revoked" };
}

/** Tells the pages of ended sessions, and everybody that there are fewer now. */
export function tellLosses(live: LivePages, losses: readonly (Loss | null)[]): void {
  for (const loss of losses) if (loss !== null) live.end(loss.audience, loss.refusal);
  if (losses.some((loss) => loss?.refusal === "host_moved")) live.changed(["sessions"]);
}

/** What open pages must read again. */
export function topicsOf(change: Change): readonly LiveTopic[] {
  switch (change.kind) {
    case "suspend":
    case "restore":
    case "delete":
      return ["organization", "audit-logs"];
    case "settings":
      return ["organization", "settings", "audit-logs"];
    case "member-role":
    case "member-remove":
      return ["members", "audit-logs"];
    case "sso-provider-create":
    case "sso-provider-update":
    case "sso-provider-confirm":
    case "sso-provider-restore":
    case "sso-provider-delete":
    case "sso-domain-check":
      return ["organization", "sso", "audit-logs"];
    case "hostname-add":
    case "hostname-update":
      return ["hostnames", "audit-logs"];
    case "hostname-event":
    case "hostname-remove":
      // Callbacks are those of the hosts.
      return ["organization", "hostnames", "sso", "audit-logs"];
    case "primary-host":
      return ["organization", "hostnames", "audit-logs"];
    case "sso-enforcement":
      return ["organization", "sso", ...(change.endPasswordSessions ? (["sessions"] as const) : []), "audit-logs"];
  }
}

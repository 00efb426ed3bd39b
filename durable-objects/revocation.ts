import type { AuditEntry } from "../src/audit/event.ts";
import type { Refusal, Revocation, RevocationReason, RevokeCommand } from "../src/gatekeeper/contract.ts";
import { reaches, type Role } from "../src/authorization/role.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import type { Effect } from "./effect.ts";
import type { Audience } from "./live-pages.ts";
import { endOf, type SessionRecord } from "./session-record.ts";
import type { KeeperState, Storage } from "./storage.ts";

export interface Revoked {
  readonly revocation: Revocation;
  /** What is still to be written to Postgres; none when there was nothing to end. */
  readonly effectIds: readonly number[];
  /** Whose pages have lost their session, and whose list of sessions is another now: null for everyone's. */
  readonly audience: Audience;
  readonly userId: string | null;
  /** What the credentials of the ended sessions are refused with from now on. */
  readonly refusal: Refusal;
}

/**
 * Takes access away, in one synchronous transaction of SQLite: nothing waits, nothing queues, and Postgres may be
 * down. When the caller hears of it, it is durable, because nothing leaves the object before its writes are.
 *
 * Revoking a user or the organization raises a version, whether or not anyone is signed in: sign-ins under way are meant.
 */
export function revoke(
  storage: Storage,
  state: KeeperState,
  command: RevokeCommand,
  now: number,
): Result<Revoked, "not_found"> {
  return storage.transaction(() => {
    switch (command.scope.kind) {
      case "session":
        return revokeSession(storage, state, command, command.scope, now);
      case "user":
        return success(revokeUser(storage, state, command, command.scope, now));
      case "organization":
        return success(revokeOrganization(storage, state, command, now));
      case "sso":
        return revokeAtProvider(storage, state, command, command.scope, now);
    }
  });
}

type Scope<Kind> = Extract<RevokeCommand["scope"], { kind: Kind }>;

function revokeSession(
  storage: Storage,
  state: KeeperState,
  command: RevokeCommand,
  { sessionId, userId, reach }: Scope<"session">,
  now: number,
): Result<Revoked, "not_found"> {
  const record = storage.sessions.byId(sessionId);
  const isTheirs =
    userId === undefined ||
    record?.session.userId === userId ||
    (reach !== undefined && record !== null && reaches(reach, record.session.role));
  const isOpen = record !== null && isTheirs && endOf(record, state, now) === null;
  if (!isOpen || (command.below !== undefined && record.asOf >= command.below)) {
    // People end what they see. The system also ends what it does not know to be open: then it must never open.
    if (command.audit.actor.type === "user" || (record !== null && !isTheirs)) return failure("not_found");
    if (record === null) storage.sessions.closeUnopened(sessionId, now);
    const nothing = {
      revocation: { revision: state.revision, closed: 0 },
      effectIds: [],
      userId: userId ?? null,
    } as const;
    return success({ ...nothing, audience: { kind: "session", sessionId }, refusal: "signed_out" });
  }
  const refusal = command.reason === "signed_out" ? "signed_out" : "session_revoked";
  storage.sessions.close(sessionId, refusal);
  const revision = storage.raiseRevision(now);
  const audience = { kind: "session", sessionId } as const;
  const effectId = addEffect(storage, command, audience, revision, now, sessionEntry(record, command));
  return success({
    revocation: { revision, closed: 1 },
    effectIds: [effectId],
    audience,
    userId: record.session.userId,
    refusal,
  });
}

function revokeUser(
  storage: Storage,
  state: KeeperState,
  command: RevokeCommand,
  { userId, except }: Scope<"user">,
  now: number,
): Revoked {
  const isReset = command.reason === "password_reset";
  if (isReset && storage.sessions.isResetKnown(command.audit.requestId)) {
    // Heard of again, by an answer that was lost or by the outbox. Whoever has signed in since did so with the new password.
    const revocation = { revision: storage.sessions.epochOf(userId), closed: 0 };
    return {
      revocation,
      effectIds: [],
      audience: { kind: "user", userId, except: null },
      userId,
      refusal: "user_revoked",
    };
  }
  const revision = versionFor(storage, command, now);
  const kept = except === undefined ? null : openSessionOf(storage, state, except, userId, now);
  const open = storage.sessions.countOpen(userId, revision, state, now);
  const closed = kept !== null && kept.asOf < revision ? open - 1 : open;
  const [known] = storage.sessions.ofUser(userId);
  storage.sessions.raiseEpoch(userId, revision);
  if (kept !== null) storage.sessions.vouchFor(kept.session.id, revision);
  if (isReset) storage.sessions.rememberReset(command.audit.requestId, now);
  const entry: AuditEntry = {
    event: "user.sessions_revoked",
    target: { type: "user", id: userId, name: known?.session.email ?? null },
    data: dataOf(command, closed),
  };
  const audience = { kind: "user", userId, except: kept?.session.id ?? null } as const;
  const effectId = addEffect(storage, command, audience, revision, now, entry);
  return { revocation: { revision, closed }, effectIds: [effectId], audience, userId, refusal: "user_revoked" };
}

function revokeOrganization(storage: Storage, state: KeeperState, command: RevokeCommand, now: number): Revoked {
  const revision = versionFor(storage, command, now);
  const closed = storage.sessions.countOpen(null, revision, state, now);
  storage.raiseSessionVersion(revision);
  const entry: AuditEntry = {
    event: "tenant.sessions_revoked",
    target: { type: "organization", id: state.organizationId, name: state.snapshot.name },
    data: dataOf(command, closed),
  };
  const audience = { kind: "organization" } as const;
  const effectId = addEffect(storage, command, audience, revision, now, entry);
  return { revocation: { revision, closed }, effectIds: [effectId], audience, userId: null, refusal: "org_revoked" };
}

/**
 * A provider has signed somebody out. That nobody was signed in is no failure: who was on the way then is refused, and
 * nothing else is asked for.
 */
function revokeAtProvider(
  storage: Storage,
  state: KeeperState,
  command: RevokeCommand,
  scope: Scope<"sso">,
  now: number,
): Result<Revoked, "not_found"> {
  if (scope.subject === null && scope.sid === null) return failure("not_found");
  const revision = storage.raiseRevision(now);
  storage.sessions.rememberLogout(scope, revision, now);
  const open = storage.sessions.ofProvider(scope).filter((record) => endOf(record, state, now) === null);
  const effectIds = endEach(storage, open, command, revision, now);
  const people = new Set(open.map(({ session }) => session.userId));
  return success({
    revocation: { revision, closed: open.length },
    effectIds,
    audience: { kind: "sessions", sessionIds: new Set(open.map(({ session }) => session.id)) },
    userId: people.size === 1 ? ([...people][0] ?? null) : null,
    refusal: "session_revoked",
  });
}

/**
 * Gives a user's sessions the role that is theirs now, and ends those that began at a provider which does not reach it:
 * whoever may configure that provider would be more by it than they are. To be called in a transaction.
 *
 * @returns which have ended
 */
export function changeRole(
  storage: Storage,
  { userId, role }: { readonly userId: string; readonly role: Role },
  audit: RevokeCommand["audit"],
  now: number,
): ReadonlySet<string> {
  const { state } = storage;
  const revision = storage.raiseRevision(now);
  storage.sessions.setRole(userId, role, revision);
  const ending = storage.sessions
    .outOfReach(userId, role)
    .filter((record) => state !== null && endOf(record, state, now) === null);
  endEach(storage, ending, { reason: "role_changed", audit }, revision, now);
  return new Set(ending.map(({ session }) => session.id));
}

/** Ends sessions one by one, each with its own row in the audit log. @returns what is still to be written to Postgres */
function endEach(
  storage: Storage,
  records: readonly SessionRecord[],
  why: Why,
  revision: number,
  now: number,
): number[] {
  return records.map((record) => {
    const { id } = record.session;
    storage.sessions.close(id, "session_revoked");
    const entry = sessionEntry(record, why);
    return addEffect(storage, why, { kind: "session", sessionId: id }, revision, now, entry);
  });
}

type Why = Pick<RevokeCommand, "reason" | "note" | "audit">;

/** A replay names the version it was about; everything else gets a new one, above whatever is open now. */
function versionFor(storage: Storage, { below }: RevokeCommand, now: number): number {
  return below === undefined ? storage.raiseRevision(now) : storage.raiseRevisionTo(below);
}

/** The session to be kept, if it is this user's and still open: vouching for another would bring it back to life. */
function openSessionOf(
  storage: Storage,
  state: KeeperState,
  sessionId: string,
  userId: string,
  now: number,
): SessionRecord | null {
  const record = storage.sessions.byId(sessionId);
  if (record === null || record.session.userId !== userId) return null;
  return endOf(record, state, now) === null ? record : null;
}

function sessionEntry({ session }: SessionRecord, command: Pick<RevokeCommand, "reason" | "note">): AuditEntry {
  const user = { type: "user", id: session.userId, name: session.email } as const;
  if (command.reason === "signed_out") {
    return { event: "user.signed_out", target: user, data: { sessionId: session.id } };
  }
  return {
    event: "session.revoked",
    target: { type: "session", id: session.id, name: null },
    data: { ...dataOf(command, 1), userId: session.userId, email: session.email },
  };
}

function dataOf({ reason, note }: Pick<RevokeCommand, "reason" | "note">, closed: number) {
  return { reason, closed, ...(note === undefined ? {} : { note }) };
}

function addEffect(
  storage: Storage,
  { audit: context, reason }: { audit: RevokeCommand["audit"]; reason: RevocationReason },
  scope: Effect["scope"],
  revision: number,
  now: number,
  entry: AuditEntry,
): number {
  const platformId = context.actor.type === "operator" ? newIdentifier("aud") : null;
  const audit = { id: newIdentifier("aud"), platformId, entry, context };
  return storage.addEffect({ scope, revision, reason, at: now, audit }, now);
}

import type { OpenSession, Refusal, Snapshot } from "../src/gatekeeper/contract.ts";

/** A session as the gatekeeper keeps it, with the epoch its user has now. */
export interface SessionRecord {
  readonly session: OpenSession;
  /** The revision its sign-in began at, or was vouched for at. */
  readonly asOf: number;
  /** The user's epoch, 0 while none of their sessions was ever revoked. */
  readonly epoch: number;
  readonly closedAs: Refusal | null;
}

/** How long a session lasts, in milliseconds, whatever was true when it was opened. */
export interface SessionLimits {
  readonly idle: number;
  readonly lifetime: number;
}

/** What a session's being open depends on, besides itself. */
export interface SessionStanding {
  readonly sessionVersion: number;
  readonly sessionLimits: SessionLimits;
}

export function sessionLimitsOf({ settings }: Pick<Snapshot, "settings">): SessionLimits {
  return { idle: settings.sessionIdleMinutes * minute, lifetime: settings.sessionLifetimeHours * hour };
}

/**
 * Why a session is no longer open, null while it is. Revoking an organization or a user only raises a version: every
 * session below it is closed by that alone, however many there are.
 */
export function endOf(
  { session, asOf, epoch, closedAs }: SessionRecord,
  { sessionVersion, sessionLimits }: SessionStanding,
  now: number,
): Refusal | null {
  if (closedAs !== null) return closedAs;
  if (asOf < sessionVersion) return "org_revoked";
  if (asOf < epoch) return "user_revoked";
  if (endsAt(session, sessionLimits) <= now) return "expired";
  if (session.lastSeenAt + sessionLimits.idle <= now) return "idle";
  return null;
}

/** When a session ends by itself, however much it is used. */
function endsAt(session: Pick<OpenSession, "createdAt" | "expiresAt">, { lifetime }: SessionLimits): number {
  return Math.min(session.expiresAt, session.createdAt + lifetime);
}

const minute = 60_000;
const hour = 60 * minute;

import type { OpenSession, Refusal } from "../src/gatekeeper/contract.ts";
import { sessionEnds, type SessionLimits } from "../src/sessions/limits.ts";

/** A session as the gatekeeper keeps it, with the epoch its user has now. */
export interface SessionRecord {
  readonly session: OpenSession;
  /** The revision its sign-in began at, or was vouched for at. */
  readonly asOf: number;
  /** The user's epoch, 0 while none of their sessions was ever revoked. */
  readonly epoch: number;
  readonly closedAs: Refusal | null;
}

/** What a session's being open depends on, besides itself. */
export interface SessionStanding {
  readonly sessionVersion: number;
  readonly sessionLimits: SessionLimits;
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
  const { expiresAt, idleExpiresAt } = sessionEnds(session, sessionLimits);
  if (expiresAt <= now) return "expired";
  if (idleExpiresAt <= now) return "idle";
  return null;
}

import type { OpenSession, Refusal } from "../src/gatekeeper/contract.ts";

/** A session as the gatekeeper keeps it, with the epoch its user has now. */
export interface SessionRecord {
  readonly session: OpenSession;
  /** The revision its sign-in began at, or was vouched for at. */
  readonly asOf: number;
  /** The user's epoch, 0 while none of their sessions was ever revoked. */
  readonly epoch: number;
  readonly closedAs: Refusal | null;
}

/**
 * Why a session is no longer open, null while it is. Revoking an organization or a user only raises a version: every
 * session below it is closed by that alone, however many there are.
 */
export function endOf(record: SessionRecord, sessionVersion: number, now: number): Refusal | null {
  if (record.closedAs !== null) return record.closedAs;
  if (record.asOf < sessionVersion) return "org_revoked";
  if (record.asOf < record.epoch) return "user_revoked";
  if (record.session.expiresAt <= now) return "expired";
  return null;
}

import { reaches, type Role } from "../src/authorization/role.ts";
import type { OpenSessionCommand, OpenSessionFailure } from "../src/gatekeeper/contract.ts";
import { refusalAtDoor, type Standing } from "./admission.ts";
import { endOf, type SessionRecord } from "./session-record.ts";

/** What the gatekeeper knows about the session that is to be opened. */
export interface OpeningFacts {
  readonly standing: Standing & { readonly passwordVersion: number; readonly ssoRequired: boolean };
  readonly revision: number;
  /** The user's epoch, 0 for none. */
  readonly epoch: number;
  /** The session that has this id already, and its token's hash. */
  readonly sameId: (SessionRecord & { readonly tokenHash: string }) | null;
  readonly closedBefore: boolean;
  /** The revision at which its provider has signed it out, 0 for not at all. */
  readonly loggedOutAt: number;
  /** The revision at which its host was last served no more, 0 for never. */
  readonly hostLeftAt: number;
  /** The role the session is to have: a newer one than the sign-in has read, where there is one. */
  readonly role: Role;
  /** Whether another session has this token. */
  readonly tokenTaken: boolean;
}

export type Opening = "open" | "already_open" | Exclude<OpenSessionFailure, "unavailable">;

/** Decides whether a session may be opened. Asking twice with the same id and token is answered as asking once. */
export function decideOpening(command: OpenSessionCommand, facts: OpeningFacts, now: number): Opening {
  const { session, tokenHash, asOf } = command;
  const refusal = refusalAtDoor(session.host, facts.standing);
  if (refusal !== null) return refusal;
  if (facts.sameId !== null) {
    const same = facts.sameId.tokenHash === tokenHash && facts.sameId.session.userId === session.userId;
    return same && endOf(facts.sameId, facts.standing, now) === null ? "already_open" : "revoked";
  }
  if (facts.closedBefore || facts.tokenTaken) return "revoked";
  const byPassword = session.method === "password" || session.method === "invitation";
  if (byPassword && facts.standing.ssoRequired) return "sso_required";
  // The sign-in began before what was revoked since: whoever revoked it meant this one too.
  if (asOf < facts.standing.sessionVersion || asOf < facts.epoch || asOf < facts.loggedOutAt) return "revoked";
  if (asOf < facts.hostLeftAt) return "revoked";
  if (byPassword && asOf < facts.standing.passwordVersion) return "revoked";
  // Who may configure the provider could be anybody there, and must not be anybody above themselves.
  if (session.sso !== undefined && !reaches(session.sso.authority, facts.role)) return "revoked";
  // A revision we never handed out, or that we have lost: nothing can be said about what it has seen.
  if (asOf > facts.revision) return "revoked";
  return session.expiresAt <= now ? "revoked" : "open";
}

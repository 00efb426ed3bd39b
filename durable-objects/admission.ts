import type { Credential, Refusal, Verdict } from "../src/gatekeeper/contract.ts";
import { endOf, type SessionRecord, type SessionStanding } from "./session-record.ts";

/** What a gatekeeper knows besides the session that is asked about. */
export interface Standing extends SessionStanding {
  readonly status: "active" | "suspended" | "deleted";
  readonly hosts: readonly string[];
}

/**
 * Decides about one credential on one host. No clock and no storage: `record` is the session the credential names, as
 * read for this question, null when there is none.
 */
export function decideAdmission(
  question: { readonly host: string; readonly credential: Credential },
  record: SessionRecord | null,
  standing: Standing,
  now: number,
): Verdict {
  const refusal =
    refusalAtDoor(question.host, standing) ??
    refusalOfCredential(question.credential, record, standing) ??
    (record === null ? "signed_out" : refusalOfSession(question.host, record, standing, now));
  if (refusal !== null || record === null) return { admitted: false, refusal: refusal ?? "signed_out" };
  return { admitted: true, session: record.session, sessionVersion: standing.sessionVersion, epoch: record.epoch };
}

/** What anyone at this host is refused for. A deleted tenant serves no host, so its hosts have moved. */
export function refusalAtDoor(host: string, { status, hosts }: Standing): "host_moved" | "suspended" | null {
  if (status === "deleted" || !hosts.includes(host)) return "host_moved";
  return status === "suspended" ? "suspended" : null;
}

/** A token's versions must be equal to ours: below them it was revoked, and above them it was not minted from us. */
function refusalOfCredential(
  credential: Credential,
  record: SessionRecord | null,
  { sessionVersion }: Standing,
): Refusal | null {
  switch (credential.kind) {
    case "cookie":
      return null;
    case "token":
      if (credential.sessionVersion !== sessionVersion) return "org_revoked";
      if (record === null || record.session.userId !== credential.userId) return "signed_out";
      // A session that was closed by itself says so, rather than that its user was revoked later.
      return record.closedAs === null && credential.epoch !== record.epoch ? "user_revoked" : null;
    default:
      // A kind that only newer callers know.
      return "signed_out";
  }
}

function refusalOfSession(host: string, record: SessionRecord, standing: Standing, now: number): Refusal | null {
  const end = endOf(record, standing, now);
  if (end !== null) return end;
  // A session belongs to the host it was opened on: on another host of the same tenant nobody is signed in with it.
  return record.session.host === host ? null : "signed_out";
}

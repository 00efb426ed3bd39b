import type { AuditEntry } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { Role } from "../authorization/role.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { askGatekeeper, isUnanswered } from "../gatekeeper/attempts.ts";
import type { OpenSessionFailure, SignInMethod, SsoOrigin, Unanswered } from "../gatekeeper/contract.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { logFailure } from "../log/log.ts";
import { failure, success, type Result } from "../result/result.ts";
import { auditContext, nobody, type Ceremony } from "./ceremony.ts";
import type { NewSession } from "./identity-provider.ts";
import { lockedMemberRole, type Person } from "./membership.ts";
import type { OpeningFailure, SignedIn } from "./rpc.ts";

/** A session that stands in the transaction and is not open yet. */
export interface PreparedSession {
  readonly user: Person;
  readonly session: NewSession;
  readonly method: SignInMethod;
  readonly sso?: SsoOrigin;
  readonly setCookie: string;
}

/**
 * Runs a ceremony in one transaction and has the gatekeeper open its session as the last thing before COMMIT, so that
 * a refusal leaves nothing behind and no cookie exists for a session that is not open. What `work` refuses by itself
 * is committed with what it wrote, which is how a failed sign-in gets its audit row; who proved who they are and got
 * no session after all is recorded when that has been rolled back.
 */
export async function openingSession<Failure extends string>(
  ceremony: Ceremony,
  work: (statements: TenantStatements) => Promise<Result<PreparedSession, Failure>>,
  refusalOf: (user: Person, reason: OpeningFailure) => AuditEntry,
): Promise<Result<SignedIn, Failure | OpeningFailure>> {
  const progress: { user: Person | null; maybeOpen: NewSession | null; opened: boolean } = {
    user: null,
    maybeOpen: null,
    opened: false,
  };
  const refused = (reason: OpeningFailure) => {
    const { user } = progress;
    if (user !== null) ceremony.background(record(ceremony, refusalOf(user, reason)));
    return failure(reason);
  };
  try {
    return await ceremony.database.transaction(async (statements) => {
      const prepared = await work(statements);
      if (!prepared.ok) return prepared;
      const { user, session, setCookie } = prepared.value;
      progress.user = user;
      // Locked only now: organization, user, member is the order in which everybody locks.
      const role = await lockedMemberRole(statements, session.userId);
      if (role === null) throw new Refused("not_a_member");
      progress.maybeOpen = session;
      const answer = await open(ceremony, prepared.value, role);
      if (isUnanswered(answer)) throw new Refused("unavailable");
      if (!answer.ok) {
        progress.maybeOpen = null;
        throw new Refused(reasons[answer.failure]);
      }
      progress.opened = true;
      return success({ user, setCookie });
    });
  } catch (error) {
    if (progress.maybeOpen !== null) ceremony.background(closeAgain(ceremony, progress.maybeOpen));
    if (error instanceof Refused) return refused(error.reason);
    if (isUserGone(error)) return refused("not_a_member");
    if (!progress.opened) throw error;
    const { requestId, organizationId } = ceremony.visit;
    logFailure("ceremony.commit_failed_after_opening", { requestId, organizationId }, error);
    return refused("unavailable");
  }
}

async function record({ database, visit }: Ceremony, entry: AuditEntry): Promise<void> {
  await recordAudit(database, entry, auditContext(visit, nobody));
}

/** Thrown to roll the transaction back; never leaves this file. */
class Refused extends Error {
  readonly reason: OpeningFailure;

  constructor(reason: OpeningFailure) {
    super(`The session was not opened: ${reason}`);
    this.reason = reason;
  }
}

const reasons: Readonly<Record<OpenSessionFailure, OpeningFailure>> = {
  revoked: "interrupted",
  // The host went to somebody else between the visit and now; the next visit will see that.
  host_moved: "interrupted",
  suspended: "suspended",
  sso_required: "sso_required",
  unavailable: "unavailable",
};

/** Unanswered: nobody knows whether it is open. */
async function open(
  { visit, gatekeeper }: Ceremony,
  { user, session, method, sso }: PreparedSession,
  role: Role,
): Promise<Result<null, OpenSessionFailure> | Unanswered> {
  const { organizationId, hostname, asOf, address, userAgent } = visit;
  const command = {
    organizationId,
    tokenHash: await sha256Hex(session.token),
    asOf,
    session: {
      id: session.id,
      userId: user.id,
      email: user.email,
      name: user.name,
      role,
      host: hostname,
      method,
      ...(sso === undefined ? {} : { sso }),
      createdAt: session.createdAt.getTime(),
      expiresAt: session.expiresAt.getTime(),
      address,
      userAgent,
    },
  };
  return askGatekeeper(gatekeeper, (stub) => stub.openSession(command));
}

/** Nobody holds its cookie, so an open session that was never committed is only untidy: this is best effort. */
async function closeAgain({ visit, gatekeeper }: Ceremony, session: NewSession): Promise<void> {
  const { organizationId } = visit;
  const audit = auditContext(visit, { type: "system", id: null, name: null });
  const scope = { kind: "session", sessionId: session.id, userId: session.userId } as const;
  await askGatekeeper(gatekeeper, (stub) => stub.revoke({ organizationId, scope, reason: "signed_out", audit }));
}

/** The user was removed while they signed in: the session's foreign key finds nobody. */
function isUserGone(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("constraint" in current && current.constraint === "sessions_organization_id_user_id_fkey") return true;
  }
  return false;
}

import { and, eq, sql } from "drizzle-orm";
import { nobodyKnown, type AuditEntry } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { invitationTarget } from "../invitations/reference.ts";
import { invitations } from "../invitations/table.ts";
import { members } from "../members/table.ts";
import { failure, success, type Result } from "../result/result.ts";
import { forgetFormerMember } from "../sso/former-member.ts";
import { actorOf, auditContext, nobody, type Ceremony } from "./ceremony.ts";
import { identityProvider, type IdentityProvider } from "./identity-provider.ts";
import type { Person } from "./membership.ts";
import type { OpeningFailure, SignedIn } from "./rpc.ts";
import { openingSession, type PreparedSession } from "./session-opening.ts";
import { sessionCookieFrom } from "./session-start.ts";

interface Acceptance {
  readonly invitationId: string;
  readonly name: string;
  readonly password: string;
}

type Invitation = Pick<typeof invitations.$inferSelect, "reference" | "email" | "role" | "status" | "expiresAt">;
type AcceptanceFailure = "not_found" | "used" | "expired" | "already_member";

/**
 * Turns an invitation into a user, a membership and a session, in one transaction: what fails before its end leaves
 * the invitation as it was, and of two who accept at the same time one wins. The link is the proof of the address.
 */
export async function acceptInvitation(
  ceremony: Ceremony,
  { invitationId, name, password }: Acceptance,
): Promise<Result<SignedIn, AcceptanceFailure | OpeningFailure>> {
  const attempt = async (statements: TenantStatements): Promise<Result<PreparedSession, AcceptanceFailure>> => {
    const invitation = await lockInvitation(statements, invitationId);
    if (invitation === null) return failure("not_found");
    const refuse = async (reason: "used" | "expired" | "already_member") => {
      await recordAudit(statements, refusal(invitation, reason), auditContext(ceremony.visit, nobody));
      return failure(reason);
    };
    const closed = closedReason(invitation, Date.now());
    if (closed !== null) return refuse(closed);
    const provider = identityProvider(statements, { ...ceremony, method: "invitation" });
    const user = await createUser(provider, { email: invitation.email, name, password });
    if (user === null) return refuse("already_member");
    const { organizationId } = statements;
    await statements.db.insert(members).values({ organizationId, userId: user.id, role: invitation.role });
    await markAccepted(statements, invitation, user);
    await forgetFormerMember(statements, invitation.email, null);

    const { headers } = await provider.auth.api.startSession({ body: { userId: user.id }, returnHeaders: true });
    const { session } = provider.outcome;
    if (session === undefined) throw new Error("No session was started for the person who accepted");
    const context = auditContext(ceremony.visit, actorOf(user));
    const accepted = invitationTarget(invitation);
    const started = { type: "session", id: session.id, name: null } as const;
    await recordAudit(
      statements,
      { event: "invitation.accepted", target: accepted, data: { role: invitation.role } },
      context,
    );
    await recordAudit(
      statements,
      { event: "user.signed_in", target: started, data: { method: "invitation" } },
      context,
    );
    return success({ user, session, method: "invitation", setCookie: sessionCookieFrom(headers) });
  };
  return openingSession(ceremony, attempt, (user, reason) => ({
    event: "invitation.refused",
    target: { type: "user", id: nobodyKnown, name: user.email },
    data: { reason: reason === "not_a_member" ? "interrupted" : reason },
  }));
}

function refusal(invitation: Invitation, reason: "used" | "expired" | "already_member"): AuditEntry {
  return { event: "invitation.refused", target: invitationTarget(invitation), data: { reason } };
}

/** Finds an invitation and holds it until the transaction ends; whoever comes second waits here. */
async function lockInvitation(
  { db, organizationId }: TenantStatements,
  invitationId: string,
): Promise<Invitation | null> {
  const { reference, email, role, status, expiresAt } = invitations;
  const [found] = await db
    .select({ reference, email, role, status, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.idHash, await sha256Hex(invitationId))))
    .for("update");
  return found ?? null;
}

/** Why an invitation cannot be accepted, null when it can be. */
function closedReason({ status, expiresAt }: Invitation, now: number): "used" | "expired" | null {
  switch (status) {
    case "accepted":
      return "used";
    case "revoked":
      return "expired";
    case "pending":
      return Date.parse(expiresAt) <= now ? "expired" : null;
  }
}

async function markAccepted(
  { db, organizationId }: TenantStatements,
  invitation: Invitation,
  user: Person,
): Promise<void> {
  await db
    .update(invitations)
    .set({ status: "accepted", acceptedAt: sql`now()`, acceptedUserId: user.id })
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.reference, invitation.reference)));
}

/** A user with a password and a proven address, or null when the pool has one with this address: then they are a member. */
async function createUser(
  { auth }: IdentityProvider,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<Person | null> {
  const { internalAdapter, password: passwords } = await auth.$context;
  if ((await internalAdapter.findUserByEmail(email)) !== null) return null;
  const user = await internalAdapter.createUser({ email, name, emailVerified: true }, { method: "invitation" });
  const hash = await passwords.hash(password);
  await internalAdapter.linkAccount({ userId: user.id, providerId: "credential", accountId: user.id, password: hash });
  return { id: user.id, email: user.email, name: user.name };
}

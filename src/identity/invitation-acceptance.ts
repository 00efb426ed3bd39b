import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { invitationTarget } from "../invitations/reference.ts";
import { invitations } from "../invitations/table.ts";
import { members } from "../members/table.ts";
import { failure, success, type Result } from "../result/result.ts";
import { actorOf, auditContext, type Ceremony } from "./ceremony.ts";
import { identityProvider, type IdentityProvider } from "./identity-provider.ts";
import type { Person } from "./membership.ts";
import type { OpeningFailure, SignedIn } from "./rpc.ts";
import { openingSession } from "./session-opening.ts";
import { sessionCookieFrom } from "./session-start.ts";

interface Acceptance {
  readonly invitationId: string;
  readonly name: string;
  readonly password: string;
}

type Invitation = Pick<typeof invitations.$inferSelect, "reference" | "email" | "role">;
type AcceptanceFailure = "not_found" | "used" | "expired" | "already_member";

/**
 * Turns an invitation into a user, a membership and a session, in one transaction: what fails before its end leaves
 * the invitation as it was, and of two who accept at the same time one wins. The link is the proof of the address.
 */
export async function acceptInvitation(
  ceremony: Ceremony,
  { invitationId, name, password }: Acceptance,
): Promise<Result<SignedIn, AcceptanceFailure | OpeningFailure>> {
  return openingSession<AcceptanceFailure>(ceremony, async (statements) => {
    const usable = await lockInvitation(statements, invitationId, Date.now());
    if (!usable.ok) return usable;
    const invitation = usable.value;
    const provider = identityProvider(statements, { ...ceremony, method: "invitation" });
    const user = await createUser(provider, { email: invitation.email, name, password });
    if (user === null) return failure("already_member");
    const { organizationId } = statements;
    await statements.db.insert(members).values({ organizationId, userId: user.id, role: invitation.role });
    await markAccepted(statements, invitation, user);

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
  });
}

/** Finds an invitation that can be accepted now and holds it until the transaction ends; whoever comes second waits here. */
async function lockInvitation(
  { db, organizationId }: TenantStatements,
  invitationId: string,
  now: number,
): Promise<Result<Invitation, "not_found" | "used" | "expired">> {
  const { reference, email, role, status, expiresAt } = invitations;
  const [found] = await db
    .select({ reference, email, role, status, expiresAt })
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.idHash, await sha256Hex(invitationId))))
    .for("update");
  if (found === undefined) return failure("not_found");
  switch (found.status) {
    case "accepted":
      return failure("used");
    case "revoked":
      return failure("expired");
    case "pending":
      return Date.parse(found.expiresAt) <= now ? failure("expired") : success(found);
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

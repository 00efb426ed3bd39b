import { and, eq, sql } from "drizzle-orm";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { actorOf, auditContext, type Ceremony } from "../identity/ceremony.ts";
import type { IdentityProvider } from "../identity/identity-provider.ts";
import type { Person } from "../identity/membership.ts";
import { accounts } from "../identity/table.ts";
import { invitationTarget } from "../invitations/reference.ts";
import { invitations } from "../invitations/table.ts";
import { members } from "../members/table.ts";
import type { OpenIdIdentity } from "../openid/provider.ts";
import { accountIdOf, type Arrival } from "./arrival.ts";
import { forgetFormerMember } from "./former-member.ts";
import type { SignInProvider } from "./sign-in-provider.ts";
import { vouchedName } from "./vouched-address.ts";

export interface Coming {
  readonly provider: SignInProvider;
  readonly identity: OpenIdIdentity;
  readonly address: string;
  readonly arrival: Arrival;
  /** Kept for as long as it is good for: a hint at sign-out. */
  readonly idToken: string | null;
}

/** The account of somebody who may come in: found, linked or made. */
export async function accountFor(
  ceremony: Ceremony,
  statements: TenantStatements,
  auth: IdentityProvider,
  { provider, identity, address, arrival, idToken }: Coming,
): Promise<Person> {
  const { db, organizationId } = statements;
  const { internalAdapter } = await auth.auth.$context;
  const accountId = accountIdOf(identity);
  const link = (userId: string) =>
    internalAdapter.linkAccount({
      userId,
      providerId: provider.id,
      accountId,
      ...(idToken === null ? {} : { idToken }),
    });
  const record = (person: Person, entry: Parameters<typeof recordAudit>[1]) =>
    recordAudit(statements, entry, auditContext(ceremony.visit, actorOf(person)));

  if (arrival.kind === "linked" || arrival.kind === "to_be_linked") {
    const { user } = arrival;
    const target = { type: "user", id: user.id, name: user.email } as const;
    if (arrival.kind === "linked") {
      const [account] = await db
        .select({ id: accounts.id })
        .from(accounts)
        .where(
          and(
            eq(accounts.organizationId, organizationId),
            eq(accounts.providerId, provider.id),
            eq(accounts.accountId, accountId),
          ),
        );
      if (account !== undefined) await internalAdapter.updateAccount(account.id, { idToken });
    } else {
      await link(user.id);
      await record(user, { event: "account.linked", target, data: { provider: provider.id } });
    }
    return { id: user.id, email: user.email, name: user.name };
  }

  // Before the user is made, as whoever accepts by a password does it: the two must not wait for each other.
  if (arrival.kind === "invited") await holdInvitation(statements, arrival.invitation.reference);
  const name = vouchedName(identity.name, address);
  const { id, email } = await internalAdapter.createUser(
    { email: address, name, emailVerified: true },
    { method: "sso" },
  );
  const user = { id, email, name };
  await db.insert(members).values({ organizationId, userId: id, role: arrival.role });
  await link(id);
  if (arrival.kind === "invited") {
    const { invitation, role } = arrival;
    await acceptForUser(statements, invitation.reference, id);
    await forgetFormerMember(statements, address, accountId);
    await record(user, { event: "invitation.accepted", target: invitationTarget(invitation), data: { role } });
  } else {
    const target = { type: "user", id, name: email } as const;
    await record(user, { event: "user.provisioned", target, data: { role: arrival.role, provider: provider.id } });
  }
  return user;
}

/** Throws when somebody has accepted or withdrawn it since it was found: who tries again sees that. */
async function holdInvitation({ db, organizationId }: TenantStatements, reference: string): Promise<void> {
  const [held] = await db
    .select({ status: invitations.status })
    .from(invitations)
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.reference, reference)))
    .for("update");
  if (held?.status !== "pending") throw new InvitationGone("The invitation is not open any more");
}

async function acceptForUser(
  { db, organizationId }: TenantStatements,
  reference: string,
  userId: string,
): Promise<void> {
  await db
    .update(invitations)
    .set({ status: "accepted", acceptedAt: sql`now()`, acceptedUserId: userId })
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.reference, reference)));
}

/** Thrown to roll the transaction back. */
export class InvitationGone extends Error {}

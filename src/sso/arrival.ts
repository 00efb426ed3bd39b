import { and, eq, gt, sql } from "drizzle-orm";
import { reaches, type Role } from "../authorization/role.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { Person } from "../identity/membership.ts";
import { accounts, users } from "../identity/table.ts";
import { invitations } from "../invitations/table.ts";
import { members } from "../members/table.ts";
import type { OpenIdIdentity } from "../openid/provider.ts";
import { failure, success, type Result } from "../result/result.ts";
import { isFormerMember } from "./former-member.ts";
import { mappedRole } from "./role-mapping.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

/** Somebody a provider vouches for, and whom it may vouch for: see vouched-address.ts. */
export interface Vouched {
  readonly identity: Pick<OpenIdIdentity, "issuer" | "subject" | "roleValues">;
  readonly address: string;
}

/** What is known here of somebody who comes from a provider, in the order in which it decides. */
export interface Known {
  /** Whom this subject was linked to before. */
  readonly linked: KnownUser | null;
  /** Who has the address here. */
  readonly sameAddress: (KnownUser & { readonly linkedToAnother: boolean }) | null;
  readonly invitation: { readonly reference: string; readonly email: string; readonly role: Role } | null;
  readonly wasMember: boolean;
}

interface KnownUser extends Person {
  /** Null for who is no member. */
  readonly role: Role | null;
}

/** What is to be done with somebody who comes from a provider. */
export type Arrival =
  | { readonly kind: "linked" | "to_be_linked"; readonly user: KnownUser; readonly current: Role; readonly role: Role }
  | { readonly kind: "invited"; readonly invitation: NonNullable<Known["invitation"]>; readonly role: Role }
  | { readonly kind: "new"; readonly role: Role };

export type ArrivalRefusal = "not_a_member" | "linked_to_another" | "needs_owner" | "not_provisioned" | "former_member";

/**
 * Decides who somebody is here: the account this subject is linked to, else the account with the address, else an open
 * invitation, else somebody new. A provider reaches nobody whose role, now or by this sign-in, lies above that of
 * whoever last changed it; and an address that the provider has given to a second person does not lead into the
 * account of the first.
 */
export function arrivalOf(
  { linked, sameAddress, invitation, wasMember }: Known,
  provider: Pick<SignInProvider, "authority" | "provisioning" | "defaultRole" | "roleClaim" | "roleMappings">,
  roleValues: readonly string[],
): Result<Arrival, ArrivalRefusal> {
  const mapped = mappedRole(provider, roleValues);
  const within = (arrival: Arrival, ...roles: readonly Role[]): Result<Arrival, ArrivalRefusal> =>
    roles.every((role) => reaches(provider.authority, role)) ? success(arrival) : failure("needs_owner");

  const user = linked ?? sameAddress;
  if (user !== null) {
    if (user.role === null) return failure("not_a_member");
    if (linked === null && sameAddress?.linkedToAnother === true) return failure("linked_to_another");
    const role = mapped ?? user.role;
    const kind = linked === null ? "to_be_linked" : "linked";
    return within({ kind, user, current: user.role, role }, user.role, role);
  }
  if (invitation !== null) return within({ kind: "invited", invitation, role: invitation.role }, invitation.role);
  if (wasMember) return failure("former_member");
  if (!provider.provisioning) return failure("not_provisioned");
  const role = mapped ?? provider.defaultRole;
  return within({ kind: "new", role }, role);
}

/** The name of a link: a subject means nothing without its issuer, so another issuer's subject never matches it. */
export function accountIdOf({ issuer, subject }: Pick<OpenIdIdentity, "issuer" | "subject">): string {
  return `${issuer} ${subject}`;
}

/** What a provider calls a session of its own: no other issuer's is the same one, whichever provider it belongs to. */
export function providerSessionOf(issuer: string, sessionId: string | null): string | null {
  return sessionId === null ? null : `${issuer} ${sessionId}`;
}

export async function findKnown(
  statements: TenantStatements,
  providerId: string,
  { identity, address }: Vouched,
): Promise<Known> {
  const accountId = accountIdOf(identity);
  return {
    linked: await findLinked(statements, providerId, accountId),
    sameAddress: await findByAddress(statements, providerId, identity.issuer, address),
    invitation: await findOpenInvitation(statements, address),
    wasMember: await isFormerMember(statements, address, accountId),
  };
}

const person = { id: users.id, email: users.email, name: users.name, role: members.role };

async function findLinked(
  { db, organizationId }: TenantStatements,
  providerId: string,
  accountId: string,
): Promise<KnownUser | null> {
  const [found] = await db
    .select(person)
    .from(accounts)
    .innerJoin(users, and(eq(users.organizationId, accounts.organizationId), eq(users.id, accounts.userId)))
    .leftJoin(members, and(eq(members.organizationId, users.organizationId), eq(members.userId, users.id)))
    .where(
      and(
        eq(accounts.organizationId, organizationId),
        eq(accounts.providerId, providerId),
        eq(accounts.accountId, accountId),
      ),
    );
  return found ?? null;
}

async function findByAddress(
  { db, organizationId }: TenantStatements,
  providerId: string,
  issuer: string,
  address: string,
): Promise<Known["sameAddress"]> {
  const [found] = await db
    .select(person)
    .from(users)
    .leftJoin(members, and(eq(members.organizationId, users.organizationId), eq(members.userId, users.id)))
    .where(and(eq(users.organizationId, organizationId), eq(users.email, address), eq(users.emailVerified, true)));
  if (found === undefined) return null;
  const links = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.organizationId, organizationId),
        eq(accounts.userId, found.id),
        eq(accounts.providerId, providerId),
        sql`starts_with(${accounts.accountId}, ${`${issuer} `})`,
      ),
    );
  return { ...found, linkedToAnother: links.length > 0 };
}

async function findOpenInvitation(
  { db, organizationId }: TenantStatements,
  address: string,
): Promise<Known["invitation"]> {
  const [found] = await db
    .select({ reference: invitations.reference, email: invitations.email, role: invitations.role })
    .from(invitations)
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(invitations.email, address),
        eq(invitations.status, "pending"),
        gt(invitations.expiresAt, sql`now()`),
      ),
    )
    .limit(1);
  return found ?? null;
}

import { and, eq, isNull, sql } from "drizzle-orm";
import { nobodyKnown } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { actorOf, auditContext, nobody, type Ceremony } from "../identity/ceremony.ts";
import { identityProvider } from "../identity/identity-provider.ts";
import { lockedMemberRole, memberByEmail, type Person } from "../identity/membership.ts";
import type { OpeningFailure, SignedIn } from "../identity/rpc.ts";
import { openingSession, type PreparedSession } from "../identity/session-opening.ts";
import { sessionCookieFrom } from "../identity/session-start.ts";
import { users } from "../identity/table.ts";
import { members } from "../members/table.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { failure, success, type Result } from "../result/result.ts";
import { recoveryCodeHash, recoveryCodeOf } from "./recovery-code.ts";
import { recoveryCodes } from "./table.ts";

/** An hour is enough to mend a provider, and short enough for a code that was found on a desk. */
const longestSeconds = 60 * 60;

/**
 * Lets an owner in past single sign-on. The code is used up in the transaction that opens the session, and all owners
 * are told of it.
 */
export async function signInWithRecoveryCode(
  ceremony: Ceremony,
  { email, code }: { readonly email: string; readonly code: string },
): Promise<Result<SignedIn, "invalid_credentials" | OpeningFailure>> {
  const { visit } = ceremony;
  const attempt = async (statements: TenantStatements): Promise<Result<PreparedSession, "invalid_credentials">> => {
    const person = await memberByEmail(statements, email);
    // Tried for nobody as well: who is unknown is not refused sooner.
    const proven = await useCode(statements, person?.id ?? nobodyKnown, code);
    if (person === null || !proven || (await lockedMemberRole(statements, person.id)) !== "owner") {
      const target = { type: "user", id: person?.id ?? nobodyKnown, name: email } as const;
      const refused = { event: "user.sign_in_failed", target, data: { reason: "wrong_recovery_code" } } as const;
      await recordAudit(statements, refused, auditContext(visit, nobody));
      return failure("invalid_credentials");
    }
    const { auth, outcome } = identityProvider(statements, { ...ceremony, method: "recovery", longestSeconds });
    const { headers } = await auth.api.startSession({ body: { userId: person.id }, returnHeaders: true });
    if (outcome.session === undefined) throw new Error("No session was started for a recovery code");
    const target = { type: "user", id: person.id, name: person.email } as const;
    await recordAudit(statements, { event: "recovery.used", target }, auditContext(visit, actorOf(person)));
    await tellOwners(ceremony, statements, "mail.recovery-used", person.id);
    return success({
      user: person,
      session: outcome.session,
      method: "recovery",
      setCookie: sessionCookieFrom(headers),
    });
  };
  const outcome = await openingSession(ceremony, attempt, (user, reason) => ({
    event: "user.sign_in_failed",
    target: { type: "user", id: user.id, name: user.email },
    data: { reason },
  }));
  if (outcome.ok) ceremony.background(wake(ceremony));
  return outcome;
}

/** An owner's new code, told once; an earlier one is worth nothing from then on. All owners hear that there is one. */
export async function createRecoveryCode(
  ceremony: Ceremony,
  owner: { readonly userId: string; readonly name: string },
): Promise<Result<{ readonly code: string; readonly createdAt: string }, "forbidden">> {
  const code = recoveryCodeOf(crypto.getRandomValues(new Uint8Array(20)));
  const codeHash = await recoveryCodeHash(code);
  const made = await ceremony.database.transaction(async (statements) => {
    const { db, organizationId } = statements;
    const person = await personOf(statements, owner.userId);
    // The request was admitted as an owner's; what counts is the role they have now.
    if (person === null || (await lockedMemberRole(statements, owner.userId)) !== "owner") return failure("forbidden");
    const [created] = await db
      .insert(recoveryCodes)
      .values({ organizationId, userId: owner.userId, codeHash })
      .onConflictDoUpdate({
        target: [recoveryCodes.organizationId, recoveryCodes.userId],
        set: { codeHash, createdAt: sql`now()`, usedAt: null },
      })
      .returning({ createdAt: recoveryCodes.createdAt });
    const target = { type: "user", id: person.id, name: person.email } as const;
    await recordAudit(
      statements,
      { event: "recovery.code_created", target },
      auditContext(ceremony.visit, actorOf(person)),
    );
    await tellOwners(ceremony, statements, "mail.recovery-code-made", person.id);
    return success({ code, createdAt: new Date(created?.createdAt ?? 0).toISOString() });
  });
  if (made.ok) ceremony.background(wake(ceremony));
  return made;
}

/** Makes an owner's code worthless. */
export async function deleteRecoveryCode(
  ceremony: Ceremony,
  request: { readonly userId: string; readonly actor: { readonly userId: string; readonly name: string } },
): Promise<Result<null, "not_found">> {
  return ceremony.database.transaction(async (statements) => {
    const { db, organizationId } = statements;
    const deleted = await db
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.organizationId, organizationId), eq(recoveryCodes.userId, request.userId)))
      .returning({ userId: recoveryCodes.userId });
    if (deleted.length === 0) return failure("not_found");
    const person = await personOf(statements, request.userId);
    const target = { type: "user", id: request.userId, name: person?.email ?? null } as const;
    const actor = { type: "user", id: request.actor.userId, name: request.actor.name } as const;
    await recordAudit(statements, { event: "recovery.code_deleted", target }, auditContext(ceremony.visit, actor));
    return success(null);
  });
}

/** Uses a code up; of two who use it at once, one waits for the other and then finds it used. */
async function useCode({ db, organizationId }: TenantStatements, userId: string, code: string): Promise<boolean> {
  const used = await db
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(recoveryCodes.organizationId, organizationId),
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, await recoveryCodeHash(code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ userId: recoveryCodes.userId });
  return used.length > 0;
}

async function tellOwners(
  { visit: { hostname: host, address, userAgent } }: Ceremony,
  statements: TenantStatements,
  kind: "mail.recovery-code-made" | "mail.recovery-used",
  ownerId: string,
): Promise<void> {
  for (const userId of await ownerIds(statements)) {
    await enqueue(statements, { kind, payload: { userId, ownerId, host, address, userAgent } });
  }
}

async function ownerIds({ db, organizationId }: TenantStatements): Promise<readonly string[]> {
  const owners = await db
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.role, "owner")));
  return owners.map(({ userId }) => userId);
}

async function personOf({ db, organizationId }: TenantStatements, userId: string): Promise<Person | null> {
  const [found] = await db
    .select({ id: users.id, email: users.email, name: users.name })
    .from(users)
    .where(and(eq(users.organizationId, organizationId), eq(users.id, userId)));
  return found ?? null;
}

async function wake({ visit, gatekeeper }: Ceremony): Promise<void> {
  await gatekeeper().wake({ organizationId: visit.organizationId, topics: ["audit-logs"] });
}

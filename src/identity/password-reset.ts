import { isAPIError } from "better-auth/api";
import { and, eq } from "drizzle-orm";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { askGatekeeper, isUnanswered } from "../gatekeeper/attempts.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { failure, success, type Result } from "../result/result.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";
import { ssoPolicies } from "../sso/table.ts";
import { actorOf, auditContext, nobody, type Ceremony } from "./ceremony.ts";
import { identityProvider, type IdentityProvider } from "./identity-provider.ts";
import { memberByEmail, type Person } from "./membership.ts";
import { verifications } from "./table.ts";

/**
 * Mails a reset link to a member. What an address causes beyond its look-up happens after the answer, so that neither
 * the answer nor its time tells whether the address is known. Should the work fail then, no mail comes and the person
 * asks again.
 */
export async function requestPasswordReset(
  ceremony: Ceremony,
  request: { readonly email: string },
): Promise<Result<null, never>> {
  const person = await memberByEmail(ceremony.database, request.email);
  if (person !== null) ceremony.background(mailResetLink(ceremony, person));
  return success(null);
}

async function mailResetLink(ceremony: Ceremony, person: Person): Promise<void> {
  const { visit, seal } = ceremony;
  await ceremony.database.transaction(async (statements) => {
    const { auth, outcome } = identityProvider(statements, { ...ceremony, method: "password" });
    await auth.api.requestPasswordReset({ body: { email: person.email } });
    const token = outcome.resetToken;
    // The person has left since the look-up.
    if (token === undefined) return;
    await rememberIssued(statements, token);
    const sealedToken = await seal.seal(token, placeOf(sealedColumns.resetToken, visit.organizationId));
    await enqueue(statements, {
      kind: "mail.password-reset",
      payload: { userId: person.id, host: visit.hostname, sealedToken },
    });
    const target = { type: "user", id: person.id, name: person.email } as const;
    await recordAudit(statements, { event: "password.reset_requested", target }, auditContext(visit, nobody));
  });
  await wake(ceremony);
}

/**
 * Sets a new password with a token from the mail, which works once however many use it at the same time. The user's
 * sessions have ended when this answers with success. `unavailable`: the password may be changed and the sessions may
 * still be open, because the gatekeeper did not answer; the outbox row will end them.
 */
export async function resetPassword(
  ceremony: Ceremony,
  request: { readonly token: string; readonly newPassword: string },
): Promise<Result<{ readonly email: string }, "used" | "not_found" | "sso_required" | "unavailable">> {
  const { visit, gatekeeper } = ceremony;
  const reset = await ceremony.database.transaction(async (statements) => {
    if (await isSsoEnforced(statements)) return failure("sso_required");
    const person = await changePassword(identityProvider(statements, { ...ceremony, method: "password" }), request);
    if (person === null) {
      // What was never issued here says nothing about anybody here, and anyone can make it up.
      if (!(await wasIssued(statements, request.token))) return failure("not_found");
      const refused = { event: "password.reset_refused", target: null, data: { reason: "used" } } as const;
      await recordAudit(statements, refused, auditContext(visit, nobody));
      return failure("used");
    }
    await forgetOthers(statements, person.id);
    // Above every revision a session can have been opened at: the gatekeeper's revisions are milliseconds of its clock.
    const below = Math.max(visit.asOf + 1, Date.now());
    const message = { userId: person.id, below, reason: "password_reset", requestId: visit.requestId } as const;
    await enqueue(statements, { kind: "gatekeeper.revoke-user", payload: message });
    const target = { type: "user", id: person.id, name: person.email } as const;
    await recordAudit(statements, { event: "password.reset", target }, auditContext(visit, actorOf(person)));
    return success(person);
  });
  if (!reset.ok) return reset;
  const command = {
    organizationId: visit.organizationId,
    scope: { kind: "user", userId: reset.value.id },
    reason: "password_reset",
    audit: auditContext(visit, actorOf(reset.value)),
  } as const;
  const ended = await askGatekeeper(gatekeeper, (stub) => stub.revoke(command));
  ceremony.background(wake(ceremony));
  // The new password is in force and the outbox will end the sessions; but what has not ended yet is not called ended.
  return !isUnanswered(ended) && ended.ok ? success({ email: reset.value.email }) : failure("unavailable");
}

/** Whether passwords are refused here, as it is in this transaction. */
async function isSsoEnforced({ db, organizationId }: TenantStatements): Promise<boolean> {
  const [policy] = await db
    .select({ enforced: ssoPolicies.enforced })
    .from(ssoPolicies)
    .where(eq(ssoPolicies.organizationId, organizationId));
  return policy?.enforced ?? false;
}

/** Null when the token is worth nothing: used, expired, or never issued here. */
async function changePassword(
  { auth, outcome }: IdentityProvider,
  body: { readonly token: string; readonly newPassword: string },
): Promise<Person | null> {
  try {
    await auth.api.resetPassword({ body });
  } catch (error) {
    // USER_NOT_FOUND: whose token it was has been removed since.
    if (isAPIError(error) && (error.body?.code === "INVALID_TOKEN" || error.body?.code === "USER_NOT_FOUND"))
      return null;
    throw error;
  }
  if (outcome.resetUser === undefined) throw new Error("Better Auth has reset a password and not said whose");
  return outcome.resetUser;
}

/** Better Auth deletes a token with its use. This trace stays, so that a second use can be told from an invention. */
async function rememberIssued({ db, organizationId }: TenantStatements, token: string): Promise<void> {
  await db.insert(verifications).values({
    id: newIdentifier("ver"),
    organizationId,
    identifier: await issuedIdentifier(token),
    value: "issued",
    expiresAt: new Date(Date.now() + rememberedMilliseconds),
  });
}

async function wasIssued({ db, organizationId }: TenantStatements, token: string): Promise<boolean> {
  const identifier = await issuedIdentifier(token);
  const found = await db
    .select({ id: verifications.id })
    .from(verifications)
    .where(and(eq(verifications.organizationId, organizationId), eq(verifications.identifier, identifier)));
  return found.length > 0;
}

async function issuedIdentifier(token: string): Promise<string> {
  return `reset-issued:${await sha256Hex(token)}`;
}

/** 30 days. */
const rememberedMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** Links that were mailed before this reset die with it: their rows hold the user's id and nothing else. */
async function forgetOthers({ db, organizationId }: TenantStatements, userId: string): Promise<void> {
  await db
    .delete(verifications)
    .where(and(eq(verifications.organizationId, organizationId), eq(verifications.value, userId)));
}

async function wake({ visit, gatekeeper }: Ceremony): Promise<void> {
  const { organizationId } = visit;
  await askGatekeeper(gatekeeper, (stub) => stub.wake({ organizationId, topics: ["audit-logs"] }));
}

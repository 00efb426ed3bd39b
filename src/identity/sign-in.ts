import { isAPIError } from "better-auth/api";
import { recordAudit } from "../audit/record.ts";
import { nobodyKnown, type Target } from "../audit/event.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { failure, success, type Result } from "../result/result.ts";
import { actorOf, auditContext, nobody, type Ceremony } from "./ceremony.ts";
import { identityProvider, type IdentityProvider } from "./identity-provider.ts";
import { memberByEmail, type Person } from "./membership.ts";
import type { OpeningFailure, SignedIn } from "./rpc.ts";
import { sessionCookieFrom } from "./session-start.ts";
import { openingSession, type PreparedSession } from "./session-opening.ts";

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Signs in with an e-mail address and a password. An unknown address and a wrong password take the same work and get
 * the same answer; both leave an audit row, and nothing else.
 */
export async function signInWithPassword(
  ceremony: Ceremony,
  credentials: Credentials,
): Promise<Result<SignedIn, "invalid_credentials" | OpeningFailure>> {
  const attempt = async (
    statements: TenantStatements,
  ): Promise<Result<PreparedSession, "invalid_credentials" | "not_a_member">> => {
    const provider = identityProvider(statements, { ...ceremony, method: "password" });
    const proven = await prove(provider, credentials);
    if (!proven.ok) {
      const person = await memberByEmail(statements, credentials.email);
      await recordFailure(ceremony, statements, credentials.email, person, proven.failure);
      return failure(proven.failure === "not_a_member" ? "not_a_member" : "invalid_credentials");
    }
    const { user, session } = proven.value;
    await recordAudit(
      statements,
      {
        event: "user.signed_in",
        target: { type: "session", id: session.id, name: null },
        data: { method: "password" },
      },
      auditContext(ceremony.visit, actorOf(user)),
    );
    return proven;
  };
  return openingSession(ceremony, attempt, (user, reason) => ({
    event: "user.sign_in_failed",
    target: { type: "user", id: user.id, name: user.email },
    data: { reason },
  }));
}

type Unproven = "wrong" | "not_a_member";

/** Better Auth's own sign-in, with every way it says no told apart. */
async function prove(
  { auth, outcome }: IdentityProvider,
  body: Credentials,
): Promise<Result<PreparedSession, Unproven>> {
  try {
    const { headers, response } = await auth.api.signInEmail({ body, returnHeaders: true });
    if (outcome.session === undefined) throw new Error("Better Auth has signed somebody in without a session");
    const { id, email, name } = response.user;
    const setCookie = sessionCookieFrom(headers);
    return success({ user: { id, email, name }, session: outcome.session, method: "password", setCookie });
  } catch (error) {
    if (!isAPIError(error)) throw error;
    switch (error.body?.code) {
      // The hook that wants a member said no (identity-provider.ts).
      case "FAILED_TO_CREATE_SESSION":
        return failure("not_a_member");
      // Which of the last two it is, the caller says himself: they are no hint about anybody.
      case "INVALID_EMAIL_OR_PASSWORD":
      case "INVALID_EMAIL":
      case "PASSWORD_TOO_LONG":
        return failure("wrong");
      default:
        throw error;
    }
  }
}

async function recordFailure(
  { visit }: Ceremony,
  statements: TenantStatements,
  email: string,
  person: Person | null,
  reason: Unproven,
): Promise<void> {
  const target: Target = { type: "user", id: person?.id ?? nobodyKnown, name: email };
  const why = reason === "not_a_member" ? reason : person === null ? "unknown_address" : "wrong_password";
  await recordAudit(
    statements,
    { event: "user.sign_in_failed", target, data: { reason: why } },
    auditContext(visit, nobody),
  );
}

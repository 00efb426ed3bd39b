import { nobodyKnown } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import type { SsoOrigin } from "../gatekeeper/contract.ts";
import { actorOf, auditContext, type Ceremony } from "../identity/ceremony.ts";
import { identityProvider } from "../identity/identity-provider.ts";
import type { Person } from "../identity/membership.ts";
import type { SignedIn } from "../identity/rpc.ts";
import { openingSession, type PreparedSession } from "../identity/session-opening.ts";
import { sessionCookieFrom } from "../identity/session-start.ts";
import type { OpenIdIdentity } from "../openid/provider.ts";
import { failure, success, type Result } from "../result/result.ts";
import { accountFor, InvitationGone } from "./account.ts";
import { accountIdOf, arrivalOf, findKnown, providerSessionOf, type Arrival } from "./arrival.ts";
import type { Flow } from "./flow.ts";
import { recordProof } from "./proof.ts";
import type { SsoRefusal } from "./refusal.ts";
import { holdSignInProvider, isUsable, type SignInProvider } from "./sign-in-provider.ts";
import { vouchedAddress } from "./vouched-address.ts";

/**
 * Opens a session for somebody whom a provider vouches for: decides who they are here, makes or links their account,
 * and has the gatekeeper open the session, in one transaction that holds the provider as it was when the sign-in began.
 */
export async function signInVouched(
  ceremony: Ceremony,
  flow: Flow,
  identity: OpenIdIdentity,
): Promise<Result<SignedIn, SsoRefusal>> {
  // What began before somebody was signed out everywhere must not end after it.
  const begun = { ...ceremony, visit: { ...ceremony.visit, asOf: flow.asOf } };
  const attempt = (statements: TenantStatements) => prepare(begun, statements, flow, identity);
  const refusal = (user: Person, reason: string) =>
    ({
      event: "sso.sign_in_refused",
      target: { type: "user", id: user.id, name: user.email },
      data: { reason: refusalNamed(reason), provider: flow.providerId },
    }) as const;
  for (let remaining = 2; ; remaining -= 1) {
    try {
      const outcome = await openingSession(begun, attempt, refusal);
      return outcome.ok ? outcome : failure(refusalNamed(outcome.failure));
    } catch (error) {
      // Two first sign-ins of one person: the other one has made the account, and this one finds it.
      if (remaining === 0 || !isMadeAlready(error)) throw error;
    }
  }
}

async function prepare(
  ceremony: Ceremony,
  statements: TenantStatements,
  flow: Flow,
  identity: OpenIdIdentity,
): Promise<Result<PreparedSession, SsoRefusal>> {
  const provider = await holdSignInProvider(statements, flow.providerId);
  const refuse = async (reason: SsoRefusal) => {
    await recordRefusal(ceremony, statements, flow, identity.email, reason);
    return failure(reason);
  };
  if (provider === null) return refuse("configuration_changed");
  const judged = await judge(statements, flow, provider, identity);
  if (!judged.ok) return refuse(judged.failure);
  const { address, arrival } = judged.value;
  const { id: providerId, authority } = provider;
  const sid = providerSessionOf(identity.issuer, identity.sessionId);
  const sso: SsoOrigin = { providerId, subject: accountIdOf(identity), sid, authority };
  const auth = identityProvider(statements, { ...ceremony, method: "sso", sso });
  const idToken = provider.logoutAtProvider ? identity.idToken : null;
  const user = await accountFor(ceremony, statements, auth, { provider, identity, address, arrival, idToken });
  const { headers } = await auth.auth.api.startSession({ body: { userId: user.id }, returnHeaders: true });
  const { session } = auth.outcome;
  if (session === undefined) throw new Error("No session was started for somebody who came from a provider");
  const role = "current" in arrival ? arrival.current : arrival.role;
  if (role === "owner") await recordProof(statements, provider, { userId: user.id, host: flow.host });
  await recordAudit(
    statements,
    {
      event: "user.signed_in",
      target: { type: "session", id: session.id, name: null },
      data: { method: "sso", provider: provider.id },
    },
    auditContext(ceremony.visit, actorOf(user)),
  );
  return success({ user, session, method: "sso", sso, setCookie: sessionCookieFrom(headers) });
}

/** Whether this person may come in by this provider, and as whom, as things stand in this transaction. */
export async function judge(
  statements: TenantStatements,
  flow: Pick<Flow, "purpose" | "providerVersion">,
  provider: SignInProvider,
  identity: OpenIdIdentity,
): Promise<Result<{ readonly address: string; readonly arrival: Arrival }, SsoRefusal>> {
  if (flow.purpose === "sign-in" && !isUsable(provider)) return failure("provider_disabled");
  if (provider.version !== flow.providerVersion) return failure("configuration_changed");
  const address = vouchedAddress(identity, provider);
  if (!address.ok) return address;
  const known = await findKnown(statements, provider.id, { identity, address: address.value });
  const arrival = arrivalOf(known, provider, identity.roleValues);
  return arrival.ok ? success({ address: address.value, arrival: arrival.value }) : arrival;
}

export async function recordRefusal(
  { visit }: Ceremony,
  statements: TenantStatements,
  { providerId }: Pick<Flow, "providerId">,
  email: string | null,
  reason: SsoRefusal,
): Promise<void> {
  const target = email === null ? null : ({ type: "user", id: nobodyKnown, name: email } as const);
  const actor = { type: "anonymous", id: null, name: null } as const;
  await recordAudit(
    statements,
    { event: "sso.sign_in_refused", target, data: { reason, provider: providerId } },
    auditContext(visit, actor),
  );
}

function isMadeAlready(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof InvitationGone) return true;
    if ("constraint" in current && firstSignInKeys.has(String(current.constraint))) return true;
  }
  return false;
}

const firstSignInKeys = new Set([
  "users_organization_id_email_key",
  "accounts_organization_id_provider_id_account_id_key",
]);

function refusalNamed(reason: string): SsoRefusal {
  // By a password nobody has come here.
  return reason === "sso_required" ? "unavailable" : (reason as SsoRefusal);
}

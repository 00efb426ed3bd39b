import type { Role } from "../authorization/role.ts";
import type { SsoOrigin } from "../gatekeeper/contract.ts";
import type { IdentityVisit, OpeningFailure, SignedIn } from "../identity/rpc.ts";
import type { Result } from "../result/result.ts";
import type { SsoRefusal } from "./refusal.ts";
import type { Endpoints } from "./provider.ts";

/** What the auth worker does for single sign-on: whatever needs a client's secret or speaks to a provider. */
export interface SsoRpc {
  /** Seals a client secret for its column: in plain text it rests nowhere and goes no further. */
  sealClientSecret(request: { readonly organizationId: string; readonly clientSecret: string }): Promise<string>;

  /** Asks an issuer where it is to be reached. Expected failures are in the answer, for admins to see. */
  discoverIssuer(request: { readonly issuer: string; readonly requestId: string }): Promise<Discovery>;

  /** Begins a sign-in, or an admin's test of a provider. */
  startSso(visit: IdentityVisit, request: SsoStart): Promise<Result<SsoStarted, SsoStartFailure>>;

  /** Ends what `startSso` began, with what the provider has sent the browser back with. */
  finishSso(visit: IdentityVisit, answer: SsoAnswer): Promise<Result<SsoFinished, SsoFinishFailure>>;

  /** A provider's own logout (OpenID Connect Back-Channel Logout 1.0). Answers when the sessions are over. */
  backchannelLogout(
    visit: IdentityVisit,
    request: { readonly providerId: string; readonly logoutToken: string },
  ): Promise<Result<null, "not_found" | "invalid" | "unavailable">>;

  /** Where to go to sign out at the provider too; null where there is nothing to sign out of, or nobody to ask. */
  logoutUrl(visit: IdentityVisit, request: SignedOut): Promise<Result<string | null, "unavailable">>;

  signInWithRecoveryCode(
    visit: IdentityVisit,
    credentials: { readonly email: string; readonly code: string },
  ): Promise<Result<SignedIn, "invalid_credentials" | OpeningFailure>>;

  /** An owner's new code; an earlier one is worth nothing from then on. */
  createRecoveryCode(
    visit: IdentityVisit,
    owner: { readonly userId: string; readonly name: string },
  ): Promise<Result<{ readonly code: string; readonly createdAt: string }, "forbidden" | "unavailable">>;

  deleteRecoveryCode(
    visit: IdentityVisit,
    request: { readonly userId: string; readonly actor: { readonly userId: string; readonly name: string } },
  ): Promise<Result<null, "not_found" | "unavailable">>;
}

/** Whose session was ended, and where it began. */
export interface SignedOut {
  readonly userId: string;
  readonly role: Role;
  readonly sso: SsoOrigin;
}

export interface Discovery {
  readonly checks: readonly CheckResult[];
  readonly endpoints: Endpoints | null;
  readonly reason?: string;
}

export interface CheckResult {
  readonly check: string;
  readonly outcome: "passed" | "failed" | "not_reached" | "not_applicable";
  readonly detail?: string;
}

export interface SsoStart {
  readonly by: { readonly providerId: string } | { readonly email: string };
  /** A path of the visit's origin. */
  readonly returnPath: string;
  /** Who tests; null for a sign-in. */
  readonly tester: { readonly userId: string; readonly name: string } | null;
  readonly loginHint: string | null;
}

export interface SsoStarted {
  readonly flowId: string;
  /** Where to send the browser. */
  readonly url: string;
  /** The value of Set-Cookie that binds the sign-in to this browser. */
  readonly setCookie: string;
}

/** `not_found`: no such provider here, or none for the address. */
export type SsoStartFailure = "not_found" | "provider_disabled" | "provider_unreachable" | "unavailable";

export interface SsoAnswer {
  /** Of the callback's path. */
  readonly providerId: string;
  /** The callback's query, as it came. */
  readonly parameters: string;
  /** The request's cookies, out of which only this sign-in's is read. */
  readonly cookies: string | null;
}

export type SsoFinished =
  | ({ readonly kind: "signed_in"; readonly returnPath: string; readonly clearCookie: string } & SignedIn)
  | { readonly kind: "tested"; readonly testId: string; readonly clearCookie: string };

/**
 * `not_found`: no such provider here. `not_yours`: no sign-in with this state began in this browser, on this host, with
 * this provider. `used`: completed before, or expired. Nothing was asked of the provider for any of these.
 */
export type SsoFinishFailure =
  | "not_found"
  | "not_yours"
  | "used"
  | "unavailable"
  | { readonly refused: SsoRefusal; readonly clearCookie: string };

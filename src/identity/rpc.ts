import type { Result } from "../result/result.ts";
import type { JsonWebKeySet, TokenSubject } from "../tokens/claims.ts";

/** The RPC surface of the auth worker, as plain data. Expected outcomes are results; a throw is broken infrastructure. */
export interface IdentityRpc {
  signInWithPassword(
    visit: IdentityVisit,
    credentials: { readonly email: string; readonly password: string },
  ): Promise<Result<SignedIn, "invalid_credentials" | OpeningFailure>>;

  /** Answers the same whether or not the address is known. */
  requestPasswordReset(visit: IdentityVisit, request: { readonly email: string }): Promise<Result<null, "unavailable">>;

  /**
   * Answers whose password it was. `used`: used up or expired, as far as is remembered. `not_found`: never issued here.
   * `sso_required`: passwords are worth nothing here.
   */
  resetPassword(
    visit: IdentityVisit,
    request: { readonly token: string; readonly newPassword: string },
  ): Promise<Result<{ readonly email: string }, "used" | "not_found" | "sso_required" | "unavailable">>;

  /** Creates the user, the membership and the session in one transaction; what fails before its end leaves nothing. */
  acceptInvitation(
    visit: IdentityVisit,
    acceptance: { readonly invitationId: string; readonly name: string; readonly password: string },
  ): Promise<Result<SignedIn, "not_found" | "used" | "expired" | "already_member" | OpeningFailure>>;

  /** The public halves of the signing keys that still verify, the next one included. */
  jwks(): Promise<JsonWebKeySet>;

  /** Mints a tenant JWT from an admission's verdict. */
  mintToken(subject: TokenSubject): Promise<string>;

  /** Answers within two seconds. */
  health(): Promise<IdentityHealth>;
}

/** Whether the auth worker can do what it is there for. */
export interface IdentityHealth {
  readonly database: "reachable" | "unreachable";
}

/** The host a ceremony takes place on, as the server's pipeline has established it. */
export interface IdentityVisit {
  readonly organizationId: string;
  /** Where the gatekeeper should live if this ceremony is the first to touch it. */
  readonly homeRegion: string;
  readonly hostname: string;
  /** `https://acme.app.gatehouse.example`: the only origin of this ceremony. */
  readonly publicOrigin: string;
  /** The gatekeeper's revision at the ceremony's first step. */
  readonly asOf: number;
  /** How long a session that begins now lasts at most, as the tenant had decided at that step. */
  readonly sessionLifetimeHours: number;
  readonly requestId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface SignedIn {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  /** The value of Set-Cookie, for the response and for nothing else. */
  readonly setCookie: string;
}

/**
 * Why no session was opened although the person proved who they are. `sso_required`: by a password, where single sign-on
 * is enforced.
 */
export type OpeningFailure = "interrupted" | "suspended" | "sso_required" | "not_a_member" | "unavailable";

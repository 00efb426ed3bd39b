import type { ClientAuthentication, Endpoints } from "../sso/provider.ts";

/** What a sign-in through a provider goes by. */
export interface OpenIdProvider {
  /** Exactly as the provider writes it: compared as a text, never as a URL. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly clientAuthentication: ClientAuthentication;
  /** Null: discovered from the issuer, at each sign-in. */
  readonly endpoints: Endpoints | null;
  /** How long ago somebody may have signed in at the provider; null for any time. */
  readonly maxAgeSeconds: number | null;
  /** Authentication contexts to ask for, separated by spaces; the ID token must name one of them. */
  readonly acrValues: string | null;
  /** The claim that role mappings go by: a claim's name, or a path with dots into one. */
  readonly roleClaim: string | null;
}

/** Where a provider is reached and what it can do, as its metadata says or an admin has typed it in. */
export interface OpenIdMetadata {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly keysEndpoint: string;
  readonly userinfoEndpoint: string | null;
  readonly endSessionEndpoint: string | null;
  /** RFC 9207: whether every authorization response says whom it comes from. */
  readonly namesItselfInResponses: boolean;
  readonly sendsLogoutTokens: boolean;
  /** Null when the metadata does not tell. */
  readonly clientAuthentications: readonly string[] | null;
  readonly scopes: readonly string[] | null;
}

/** What a sign-in keeps to itself from its first step to its last: sealed, and bound to the browser. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636: whoever has only the code cannot redeem it. */
  readonly codeVerifier: string;
}

/** Who has signed in, as the provider says and as has been verified. */
export interface OpenIdIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** As it was written; null when neither the ID token nor userinfo has one. */
  readonly email: string | null;
  /** Null when the provider does not say. About this very address and no other. */
  readonly emailVerified: boolean | null;
  readonly name: string | null;
  /** Google's `hd`: the domain of the organization that manages the account; null for anybody's own. */
  readonly hostedDomain: string | null;
  /** Empty when no role claim is configured or it is missing. */
  readonly roleValues: readonly string[];
  /** The provider's own session, which a logout token may name. */
  readonly sessionId: string | null;
  readonly authenticatedAt: Date | null;
  readonly authenticationContext: string | null;
  /** A hint for when they sign out at the provider. */
  readonly idToken: string;
}

import { calculatePKCECodeChallenge } from "oauth4webapi";
import { randomToken } from "../identifiers/digest.ts";
import type { OpenIdMetadata, OpenIdProvider, SignInSecrets } from "./provider.ts";

/** @param random 256 bits as a text of base64url, another one each time */
export function newSignInSecrets(random: () => string = randomToken): SignInSecrets {
  return { state: random(), nonce: random(), codeVerifier: random() };
}

export interface AuthorizationRequest {
  readonly secrets: SignInSecrets;
  /** The callback, exactly as it is registered at the provider. */
  readonly redirectUri: string;
  /** The address that was typed in, so that it need not be typed in again. */
  readonly loginHint: string | null;
  /** `login`: sign in anew, whoever is signed in there. `select_account`: ask which account. */
  readonly prompt: "login" | "select_account" | null;
}

/**
 * Where a browser goes to sign in: OpenID Connect Core 1.0 section 3.1.2.1 with PKCE S256 (RFC 7636), always, whatever
 * the metadata says: who does not know the parameters ignores them.
 */
export async function authorizationUrl(
  metadata: OpenIdMetadata,
  provider: OpenIdProvider,
  { secrets, redirectUri, loginHint, prompt }: AuthorizationRequest,
): Promise<string> {
  const url = new URL(metadata.authorizationEndpoint);
  const parameters: Readonly<Record<string, string | null>> = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: scopesOf(metadata, provider).join(" "),
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: "S256",
    response_mode: null,
    login_hint: loginHint,
    prompt,
    max_age: provider.maxAgeSeconds === null ? null : String(provider.maxAgeSeconds),
    acr_values: provider.acrValues,
  };
  for (const [name, value] of Object.entries(parameters)) {
    // An endpoint may have a query of its own, and may not say in it what is ours to say.
    url.searchParams.delete(name);
    if (value !== null) url.searchParams.set(name, value);
  }
  return url.href;
}

/** Some providers tell groups only to who asks for them, and others refuse a scope they do not know. */
function scopesOf(metadata: OpenIdMetadata, { roleClaim }: OpenIdProvider): readonly string[] {
  const scopes = ["openid", "email", "profile"];
  return roleClaim === "groups" && metadata.scopes?.includes("groups") === true ? [...scopes, "groups"] : scopes;
}

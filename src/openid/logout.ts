import { z } from "zod";
import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import { shown } from "./call.ts";
import { clockToleranceSeconds, longestAgeSeconds } from "./clock.ts";
import { discover, faultsOf } from "./discovery.ts";
import type { OpenIdFailure } from "./failure.ts";
import { issuedBy, issuedNow, meantFor, notExpired } from "./id-token-claims.ts";
import type { OpenIdMetadata, OpenIdProvider } from "./provider.ts";
import { checkAlgorithm, checkSignature, receivedKeys, signedTokenOf, type SignedToken } from "./signed-token.ts";

/** Whose sessions a provider has ended: all of a subject's, or those of one session of its own. One of the two is there. */
export interface LogoutToken {
  readonly issuer: string;
  readonly subject: string | null;
  readonly sessionId: string | null;
  /** Another one for each token: the caller lets each in once. */
  readonly tokenId: string;
  readonly issuedAt: Date;
}

/** How long a caller must remember a token's id: after that the token is refused for its age. */
export const logoutTokenMemorySeconds = longestAgeSeconds + 2 * clockToleranceSeconds;

const logoutClaims = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(1).max(255),
  events: z.unknown().optional(),
  sub: z.string().min(1).max(255).optional(),
  sid: z.string().min(1).max(255).optional(),
});

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

/**
 * Verifies a logout token: OpenID Connect Back-Channel Logout 1.0 section 2.6. Whatever the token itself tells is
 * checked before the provider is asked for its keys, because anybody may send one.
 *
 * @param now milliseconds since 1970
 */
export async function verifyLogoutToken(
  provider: OpenIdProvider,
  egress: Egress,
  text: string,
  now: () => number,
): Promise<Result<LogoutToken, OpenIdFailure>> {
  const token = signedTokenOf(text);
  if (token === null) return failure({ reason: "malformed_logout_token", detail: "no signed JWT" });
  const claimed = claimedLogout(token, provider, now() / 1_000);
  if (!claimed.ok) return claimed;
  const metadata = await discover(provider, egress);
  if (!metadata.ok) return metadata;
  const keys = await receivedKeys(metadata.value.keysEndpoint, egress);
  if (!keys.ok) return keys;
  const signature = await checkSignature(token, keys.value);
  return signature.ok ? claimed : signature;
}

function claimedLogout(token: SignedToken, provider: OpenIdProvider, now: number): Result<LogoutToken, OpenIdFailure> {
  const algorithm = checkAlgorithm(token);
  if (!algorithm.ok) return algorithm;
  // `JWT` says no more than none at all does; any other type is another kind of token.
  const type = (token.type ?? "").toLowerCase().replace(/^application\//, "");
  if (type !== "" && type !== "jwt" && type !== "logout+jwt") {
    return failure({ reason: "wrong_token_type", received: shown(type) });
  }
  // An ID token has a nonce, and must never pass for a logout token.
  if (Object.hasOwn(token.claims, "nonce")) return failure({ reason: "unexpected_nonce" });
  const parsed = logoutClaims.safeParse(token.claims);
  if (!parsed.success) return failure({ reason: "malformed_logout_token", detail: faultsOf(parsed.error) });
  const { iss, aud, iat, exp, jti, events, sub = null, sid = null } = parsed.data;
  for (const check of [issuedBy(iss, provider), meantFor(aud, provider), notExpired(exp, now), issuedNow(iat, now)]) {
    if (!check.ok) return check;
  }
  if (!z.looseObject({ [logoutEvent]: z.looseObject({}) }).safeParse(events).success) {
    return failure({ reason: "missing_logout_event" });
  }
  if (sub === null && sid === null) return failure({ reason: "nobody_to_log_out" });
  return success({ issuer: iss, subject: sub, sessionId: sid, tokenId: jti, issuedAt: new Date(iat * 1_000) });
}

/**
 * Where a browser goes to sign out at the provider, too (OpenID Connect RP-Initiated Logout 1.0). Null when the provider
 * has no such place.
 *
 * @param idToken the one they signed in with: a hint about who they are
 * @param returnTo where they come back to; it must be registered at the provider
 */
export function endSessionUrl(
  { endSessionEndpoint }: OpenIdMetadata,
  {
    clientId,
    idToken,
    returnTo,
  }: { readonly clientId: string; readonly idToken: string | null; readonly returnTo: string },
): string | null {
  if (endSessionEndpoint === null) return null;
  const url = new URL(endSessionEndpoint);
  url.searchParams.set("client_id", clientId);
  url.searchParams.set("post_logout_redirect_uri", returnTo);
  if (idToken !== null) url.searchParams.set("id_token_hint", idToken);
  return url.href;
}

import { z } from "zod";
import { base64Url } from "../identifiers/digest.ts";
import { failure, success, type Result } from "../result/result.ts";
import { shown } from "./call.ts";
import type { OpenIdCheck } from "./check.ts";
import { clockToleranceSeconds, instantOf, longestAgeSeconds } from "./clock.ts";
import type { OpenIdFailure } from "./failure.ts";
import type { OpenIdProvider } from "./provider.ts";

/** OpenID Connect Core 1.0 section 2. Other claims are read by whoever needs them. */
export const idTokenClaims = z.looseObject({
  iss: z.string(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  azp: z.string().optional(),
  nonce: z.string().optional(),
  at_hash: z.string().optional(),
  auth_time: z.number().optional(),
  acr: z.string().optional(),
});

export type IdTokenClaims = z.output<typeof idTokenClaims>;

/** What an ID token is compared with. */
interface Expectation {
  readonly provider: OpenIdProvider;
  readonly nonce: string;
  readonly accessToken: string;
  readonly algorithm: string;
  /** In seconds. */
  readonly now: number;
}

/** A claim's check, or why there is nothing to check. */
type Verdict = Result<null, OpenIdFailure> | { readonly notApplicable: string };

type ClaimCheck = (claims: IdTokenClaims, expected: Expectation) => Verdict | Promise<Verdict>;

/** OpenID Connect Core 1.0 section 3.1.3.7, in its order, but for the signature. */
export const claimChecks: readonly (readonly [OpenIdCheck, ClaimCheck])[] = [
  ["id_token_issuer", ({ iss }, { provider }) => issuedBy(iss, provider)],
  ["id_token_audience", ({ aud }, { provider }) => meantFor(aud, provider)],
  ["id_token_authorized_party", authorizedParty],
  ["id_token_expiry", ({ exp }, { now }) => notExpired(exp, now)],
  ["id_token_issue_time", ({ iat }, { now }) => issuedNow(iat, now)],
  ["id_token_start_time", startTime],
  ["id_token_nonce", nonce],
  ["id_token_subject", subject],
  ["access_token_hash", accessTokenHash],
  ["authentication_time", authenticationTime],
  ["authentication_context", authenticationContext],
];

export function issuedBy(received: string, { issuer }: Pick<OpenIdProvider, "issuer">): Result<null, OpenIdFailure> {
  return received === issuer
    ? success(null)
    : failure({ reason: "wrong_issuer", expected: issuer, received: shown(received) });
}

export function meantFor(
  audience: string | readonly string[],
  { clientId }: Pick<OpenIdProvider, "clientId">,
): Result<null, OpenIdFailure> {
  const audiences = [audience].flat();
  return audiences.includes(clientId)
    ? success(null)
    : failure({ reason: "wrong_audience", expected: clientId, received: shown(audiences.join(", ")) });
}

export function notExpired(exp: number, now: number): Result<null, OpenIdFailure> {
  return now < exp + clockToleranceSeconds
    ? success(null)
    : failure({ reason: "expired", expiredAt: instantOf(exp), now: instantOf(now) });
}

export function issuedNow(iat: number, now: number): Result<null, OpenIdFailure> {
  const times = { issuedAt: instantOf(iat), now: instantOf(now) };
  if (iat > now + clockToleranceSeconds) return failure({ reason: "issued_in_the_future", ...times });
  const isRecent = iat >= now - longestAgeSeconds - clockToleranceSeconds;
  return isRecent ? success(null) : failure({ reason: "issued_too_long_ago", ...times });
}

/** With several audiences, one of them asked for the token, and that must be us. */
function authorizedParty({ aud, azp }: IdTokenClaims, { provider }: Expectation): Verdict {
  const isOneOfSeveral = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined && !isOneOfSeveral) return { notApplicable: "The token is meant for one client alone." };
  return azp === provider.clientId
    ? success(null)
    : failure({
        reason: "wrong_authorized_party",
        expected: provider.clientId,
        received: azp === undefined ? null : shown(azp),
      });
}

function startTime({ nbf }: IdTokenClaims, { now }: Expectation): Verdict {
  if (nbf === undefined) return { notApplicable: "The token says nothing about it." };
  return nbf <= now + clockToleranceSeconds
    ? success(null)
    : failure({ reason: "not_yet_valid", validFrom: instantOf(nbf), now: instantOf(now) });
}

/** Without it, a token or a code of another sign-in could be put into this one. */
function nonce(claims: IdTokenClaims, expected: Expectation): Verdict {
  if (claims.nonce === undefined) return failure({ reason: "missing_nonce" });
  return claims.nonce === expected.nonce ? success(null) : failure({ reason: "wrong_nonce" });
}

function subject({ sub }: IdTokenClaims): Verdict {
  return sub !== undefined && sub !== "" && sub.length <= 255 ? success(null) : failure({ reason: "missing_subject" });
}

/** OpenID Connect Core 1.0 section 3.1.3.6: the left half of the hash that the signature's algorithm uses. */
async function accessTokenHash({ at_hash }: IdTokenClaims, expected: Expectation): Promise<Verdict> {
  if (at_hash === undefined) return { notApplicable: "The token does not name the access token." };
  const bits = /\d{3}$/.exec(expected.algorithm)?.[0];
  // Ed25519 hashes with SHA-512.
  const name = bits === "256" ? "SHA-256" : bits === "384" ? "SHA-384" : "SHA-512";
  const digest = new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(expected.accessToken)));
  const half = base64Url(digest.subarray(0, digest.length / 2));
  return half === at_hash ? success(null) : failure({ reason: "wrong_access_token_hash" });
}

function authenticationTime({ auth_time }: IdTokenClaims, { provider, now }: Expectation): Verdict {
  const { maxAgeSeconds } = provider;
  if (maxAgeSeconds === null) return { notApplicable: "Any age of the sign-in at the provider will do." };
  if (auth_time === undefined) return failure({ reason: "missing_authentication_time" });
  return now - auth_time <= maxAgeSeconds + clockToleranceSeconds
    ? success(null)
    : failure({ reason: "authentication_too_old", authenticatedAt: instantOf(auth_time), maxAgeSeconds });
}

function authenticationContext({ acr }: IdTokenClaims, { provider }: Expectation): Verdict {
  const { acrValues } = provider;
  if (acrValues === null) return { notApplicable: "Any way of signing in at the provider will do." };
  return acr !== undefined && acrValues.split(" ").includes(acr)
    ? success(null)
    : failure({
        reason: "wrong_authentication_context",
        expected: acrValues,
        received: acr === undefined ? null : shown(acr),
      });
}

import {
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type CryptoKey,
  type JSONWebKeySet,
} from "jose";
import { z } from "zod";
import type { Egress } from "../egress/egress.ts";
import { failure, success, type Result } from "../result/result.ts";
import { jsonObjectOf, shown } from "./call.ts";
import { faultsOf } from "./discovery.ts";
import type { OpenIdFailure } from "./failure.ts";

/** A JWT taken apart; nothing about it has been verified. */
export interface SignedToken {
  readonly text: string;
  readonly algorithm: string;
  readonly keyId: string | null;
  readonly type: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Null when a text is no signed JWT, or wants something understood that nobody here does (RFC 7515 section 4.1.11). */
export function signedTokenOf(text: string): SignedToken | null {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return null;
  try {
    const { alg, kid, typ, crit } = decodeProtectedHeader(text);
    if (typeof alg !== "string" || crit !== undefined) return null;
    return { text, algorithm: alg, keyId: kid ?? null, type: typ ?? null, claims: decodeJwt(text) };
  } catch {
    return null;
  }
}

/**
 * Signatures that only the holder of a private key can make. Neither `none`, nor HMAC, whose key would be one that
 * others have, too: the client's secret, or what the provider publishes.
 */
const algorithms: readonly string[] = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

export function checkAlgorithm({ algorithm }: SignedToken): Result<null, OpenIdFailure> {
  return algorithms.includes(algorithm)
    ? success(null)
    : failure({ reason: "refused_algorithm", algorithm: shown(algorithm) });
}

/** The provider's keys as they are now: a key that was withdrawn verifies nothing any more. */
export async function receivedKeys(
  keysEndpoint: string,
  egress: Egress,
): Promise<Result<JSONWebKeySet, OpenIdFailure>> {
  const answer = await egress.send({
    url: keysEndpoint,
    method: "GET",
    headers: {},
    body: null,
    accepts: ["application/json", "application/jwk-set+json"],
  });
  if (!answer.ok) return failure({ ...answer.failure, call: "keys" });
  const { status, text } = answer.value;
  if (status !== 200) {
    return failure({ reason: "status", host: new URL(keysEndpoint).hostname, status, call: "keys" });
  }
  const parsed = keysSchema.safeParse(jsonObjectOf(text));
  return parsed.success ? success(parsed.data) : failure({ reason: "malformed_keys", detail: faultsOf(parsed.error) });
}

/** A sign-in may try each key that could have signed its token: not thousands. */
const keysSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Whether one of the provider's keys has signed a token, whose algorithm has been checked. */
export async function checkSignature(token: SignedToken, keys: JSONWebKeySet): Promise<Result<null, OpenIdFailure>> {
  const unknown = { reason: "unknown_key", keyId: token.keyId === null ? null : shown(token.keyId) } as const;
  try {
    await compactVerify(token.text, createLocalJWKSet(keys), { algorithms: [...algorithms] });
    return success(null);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return failure(unknown);
    if (error instanceof errors.JWSSignatureVerificationFailed) return failure({ reason: "wrong_signature" });
    if (error instanceof errors.JWKSMultipleMatchingKeys) return checkEach(token, error);
    // A key too short, of another curve, or no key at all: the provider's to mend.
    return failure({ reason: "malformed_keys", detail: error instanceof Error ? shown(error.message) : "" });
  }
}

/** The token does not say which of several keys it is: RFC 7517 section 4.5 makes key ids optional. */
async function checkEach(
  token: SignedToken,
  candidates: AsyncIterable<CryptoKey>,
): Promise<Result<null, OpenIdFailure>> {
  for await (const key of candidates) {
    try {
      await compactVerify(token.text, key, { algorithms: [...algorithms] });
      return success(null);
    } catch {
      // The next one may have signed it.
    }
  }
  return failure({ reason: "wrong_signature" });
}

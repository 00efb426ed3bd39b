import { compactVerify, importJWK, type CryptoKey } from "jose";
import { failure, success, type Result } from "../result/result.ts";
import { tokenAlgorithm, tokenClaims, type JsonWebKeySet, type TokenClaims, type TokenFailure } from "./claims.ts";

/** What a token is held against. All of it comes from the host a request arrived on and from the key ring, never from the token. */
export interface TokenExpectation {
  readonly keys: JsonWebKeySet;
  readonly now: Date;
  readonly publicOrigin: string;
  readonly hostname: string;
  readonly organizationId: string;
}

/**
 * Checks a tenant JWT: shape, algorithm (ES256 and nothing else, RFC 8725 section 3.1), a key of ours by its `kid`
 * (keys a token brings along are never looked at, section 3.5), signature, expiry, issuer, audience, host and
 * organization. No I/O, no clock. What it cannot know is whether the session still stands: the gatekeeper says that.
 */
export async function verifyToken(
  token: string,
  expected: TokenExpectation,
): Promise<Result<TokenClaims, TokenFailure>> {
  const parts = token.length <= maximumLength ? tokenShape.exec(token) : null;
  const header = parseSegment(parts?.[1]);
  if (header === null) return failure("malformed");
  if (header["alg"] !== tokenAlgorithm) return failure("algorithm");
  // A token of another kind, and extensions nobody here understands (RFC 7515 section 4.1.11).
  if (header["typ"] !== tokenType || "crit" in header || "b64" in header) return failure("malformed");
  const key = await keyNamed(header["kid"], expected.keys);
  if (key === null) return failure("unknown_key");
  const payload = await compactVerify(token, key, { algorithms: [tokenAlgorithm] }).then(
    (verified) => verified.payload,
    () => null,
  );
  if (payload === null) return failure("signature");
  const claims = tokenClaims.safeParse(parseJson(new TextDecoder().decode(payload)));
  if (!claims.success) return failure("claims");
  const reason = mismatch(claims.data, expected);
  return reason === null ? success(claims.data) : failure(reason);
}

/**
 * The variant for services that do not ask the gatekeeper: besides the above, the token must not be older than the
 * organization's session version they last saw. It promises no more than that: a revocation they have not heard of,
 * or one of a single user or session, passes.
 */
export async function verifyTokenStateless(
  token: string,
  expected: TokenExpectation & { readonly lastSeenSessionVersion: number },
): Promise<Result<TokenClaims, TokenFailure>> {
  const verified = await verifyToken(token, expected);
  if (verified.ok && verified.value.org.sessionVersion < expected.lastSeenSessionVersion)
    return failure("session_version");
  return verified;
}

/** The `typ` of the tokens minted here (RFC 8725 section 3.11). */
export const tokenType = "JWT";

/** Ours have less than 1,000 characters; what is longer is not even parsed. */
const maximumLength = 4096;

/** Exactly three segments of base64url without padding (RFC 7515 section 7.1). */
const tokenShape = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

function mismatch(claims: TokenClaims, expected: TokenExpectation): TokenFailure | null {
  if (expected.now.getTime() >= claims.exp * 1000) return "expired";
  if (claims.iss !== expected.publicOrigin) return "issuer";
  if (claims.aud !== expected.publicOrigin) return "audience";
  if (claims.org.host !== expected.hostname) return "host";
  if (claims.org.id !== expected.organizationId) return "organization";
  return null;
}

async function keyNamed(kid: unknown, keys: JsonWebKeySet): Promise<CryptoKey | null> {
  const jwk = typeof kid === "string" ? keys.keys.find((candidate) => candidate["kid"] === kid) : undefined;
  if (jwk === undefined) return null;
  const key = await importJWK(jwk, tokenAlgorithm);
  // A symmetric key has no place in a set of public ones.
  if (key instanceof Uint8Array) throw new Error("The key set holds a symmetric key");
  return key;
}

function parseSegment(segment: string | undefined): Record<string, unknown> | null {
  if (segment === undefined) return null;
  try {
    const parsed = parseJson(atob(segment.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { failure, success } from "../src/result/result.ts";
import type { Result } from "../src/result/result.ts";
import type { AccessKeys } from "./access-keys.ts";

/** The Access application that stands before the admin host. */
export interface AccessApplication {
  /** Its audience tag. */
  readonly audience: string;
  /** The team domain, which is the issuer: `https://…`, without a trailing slash. */
  readonly issuer: string;
}

/** Who came in. */
export interface AccessIdentity {
  readonly email: string;
  readonly subject: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export type AccessRefusal = "malformed" | "expired" | "foreign" | "forged";

/** How long a session at Access lasts, unless an application says otherwise. */
export const accessSessionSeconds = 24 * 60 * 60;

/** The user id that Access gives to this e-mail address: always the same one, shaped like a UUID. */
export function accessSubject(email: string): string {
  const hash = createHash("sha256").update(`gatehouse access ${email.trim().toLowerCase()}`).digest("hex");
  // Version and variant of a name-based UUID (RFC 9562 section 5.8).
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

/**
 * Signs an application token for a person.
 * Claims: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token
 *
 * @param overrides claims to replace; undefined removes one. For tests of what must be refused.
 */
export async function mintAccessToken(
  keys: AccessKeys,
  application: AccessApplication,
  email: string,
  now: Date,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims: JWTPayload = {
    aud: [application.audience],
    email: email.trim().toLowerCase(),
    exp: issuedAt + accessSessionSeconds,
    iat: issuedAt,
    nbf: issuedAt,
    iss: application.issuer,
    type: "app",
    identity_nonce: randomBytes(8).toString("hex"),
    sub: accessSubject(email),
    country: "XX",
    ...overrides,
  };
  const { kid, key } = await keys.current();
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, typ: "JWT" }).sign(key);
}

/** The shape of a token for a machine: no person, no e-mail, a client id instead. */
export function serviceTokenClaims(clientId: string): Readonly<Record<string, unknown>> {
  return { common_name: clientId, sub: "", email: undefined, identity_nonce: undefined, country: undefined };
}

/** What the edge checks before it lets a request through. */
export async function verifyAccessToken(
  keys: AccessKeys,
  application: AccessApplication,
  token: string,
  now: Date,
): Promise<Result<AccessIdentity, AccessRefusal>> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys.published()), {
      issuer: application.issuer,
      audience: application.audience,
      algorithms: ["RS256"],
      currentDate: now,
    });
    if (typeof payload["email"] !== "string" || !payload.sub) return failure("foreign");
    return success({
      email: payload["email"],
      subject: payload.sub,
      issuedAt: payload.iat ?? 0,
      expiresAt: payload.exp ?? 0,
    });
  } catch (error) {
    return failure(refusalOf(error));
  }
}

function refusalOf(error: unknown): AccessRefusal {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) return "foreign";
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return "forged";
  if (error instanceof errors.JOSEError) return "malformed";
  throw error;
}

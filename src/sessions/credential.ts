import type { Credential } from "../gatekeeper/contract.ts";
import { Problem } from "../http/problem.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import type { Tenant } from "../tenancy/visit.ts";
import type { JsonWebKeySet } from "../tokens/claims.ts";
import { verifyToken } from "../tokens/verify.ts";
import { deadCookieProblem } from "./admission.ts";
import type { VerifiedCredential, VerifiedCredentials } from "./verified-credentials.ts";
import { sessionCookieOf, tenantSecret, verifySessionCookie } from "./cookie.ts";

/** What checking a credential needs besides the request. */
export interface CredentialCheck {
  readonly platformSecret: string;
  readonly keysFor: (token: string) => Promise<JsonWebKeySet>;
  readonly verified: VerifiedCredentials;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Checks a request's credential locally, so that no forged one reaches a gatekeeper: a bearer token by its signature
 * and claims, else the session cookie by its HMAC. A request that shows a token is judged by the token.
 */
export async function credentialOf(
  request: Request,
  tenant: Tenant,
  check: CredentialCheck,
): Promise<Credential | Problem> {
  const bearer = bearerTokenOf(request);
  if (bearer !== null) return checkedOnce(`Bearer ${bearer}`, tenant, check, () => verifyBearer(bearer, tenant, check));
  const cookie = sessionCookieOf(request.headers.get("cookie"));
  if (cookie === null) return new Problem("SIGNED_OUT");
  return checkedOnce(`Cookie ${cookie}`, tenant, check, () => verifyCookie(cookie, tenant, check));
}

async function checkedOnce(
  presented: string,
  { organizationId, hostname }: Tenant,
  { verified, now }: CredentialCheck,
  verify: () => Promise<VerifiedCredential | Problem>,
): Promise<Credential | Problem> {
  const known = verified.find(organizationId, hostname, presented, now);
  if (known !== null) return known;
  const found = await verify();
  if (found instanceof Problem) return found;
  verified.remember(organizationId, hostname, presented, found);
  return found.credential;
}

async function verifyCookie(
  cookie: string,
  { organizationId }: Tenant,
  { platformSecret }: CredentialCheck,
): Promise<VerifiedCredential | Problem> {
  const token = await verifySessionCookie(cookie, await tenantSecret(platformSecret, organizationId));
  if (token === null) return deadCookieProblem("SIGNED_OUT");
  return { credential: { kind: "cookie", tokenHash: await sha256Hex(token) }, validUntil: Infinity };
}

/** RFC 6750 section 2.1. */
export function bearerTokenOf(request: Request): string | null {
  const header = request.headers.get("authorization");
  if (header === null) return null;
  return /^bearer +(\S+)$/i.exec(header)?.[1] ?? "";
}

async function verifyBearer(
  token: string,
  { publicOrigin, hostname, organizationId }: Tenant,
  { keysFor, now }: CredentialCheck,
): Promise<VerifiedCredential | Problem> {
  const expected = { publicOrigin, hostname, organizationId, keys: await keysFor(token), now: new Date(now) };
  const verified = await verifyToken(token, expected);
  if (!verified.ok) {
    return new Problem("TOKEN_INVALID", { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
  }
  const { sub, sid, org, epoch, exp } = verified.value;
  const credential = { kind: "token", sessionId: sid, userId: sub, sessionVersion: org.sessionVersion, epoch } as const;
  return { credential, validUntil: exp * 1000 };
}

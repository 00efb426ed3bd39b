import type { Credential } from "../gatekeeper/contract.ts";
import { Problem } from "../http/problem.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import type { Tenant } from "../tenancy/visit.ts";
import type { JsonWebKeySet } from "../tokens/claims.ts";
import { verifyToken } from "../tokens/verify.ts";
import { deadCookieProblem } from "./admission.ts";
import { sessionCookieOf, tenantSecret, verifySessionCookie } from "./cookie.ts";

/**
 * Checks a request's credential locally, so that no forged one reaches a gatekeeper: a bearer token by its signature
 * and claims, else the session cookie by its HMAC. A request that shows a token is judged by the token.
 */
export async function credentialOf(
  request: Request,
  tenant: Tenant,
  platformSecret: string,
  keysFor: (token: string) => Promise<JsonWebKeySet>,
): Promise<Credential | Problem> {
  const bearer = bearerTokenOf(request);
  if (bearer !== null) return tokenCredential(bearer, tenant, keysFor);
  const cookie = sessionCookieOf(request.headers.get("cookie"));
  if (cookie === null) return new Problem("SIGNED_OUT");
  const token = await verifySessionCookie(cookie, await tenantSecret(platformSecret, tenant.organizationId));
  if (token === null) return deadCookieProblem("SIGNED_OUT");
  return { kind: "cookie", tokenHash: await sha256Hex(token) };
}

/** RFC 6750 section 2.1. */
export function bearerTokenOf(request: Request): string | null {
  const header = request.headers.get("authorization");
  if (header === null) return null;
  return /^bearer +(\S+)$/i.exec(header)?.[1] ?? "";
}

async function tokenCredential(
  token: string,
  tenant: Tenant,
  keysFor: (token: string) => Promise<JsonWebKeySet>,
): Promise<Credential | Problem> {
  const verified = await verifyToken(token, {
    keys: await keysFor(token),
    now: new Date(),
    publicOrigin: tenant.publicOrigin,
    hostname: tenant.hostname,
    organizationId: tenant.organizationId,
  });
  if (!verified.ok) {
    return new Problem("TOKEN_INVALID", { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
  }
  const { sub, sid, org, epoch } = verified.value;
  return { kind: "token", sessionId: sid, userId: sub, sessionVersion: org.sessionVersion, epoch };
}

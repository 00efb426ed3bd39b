import { base64Url } from "../identifiers/digest.ts";
import { hmacSha256 } from "../secrets/derivation.ts";

/** Better Auth composes the name from its cookie prefix; `__Host-` keeps siblings from setting it (RFC 6265bis section 4.1.3.2). */
export const cookiePrefix = "__Host-gatehouse";
export const sessionCookieName = `${cookiePrefix}.session_token`;

/** Set-Cookie that makes the browser forget the session; the attributes must be those it was set with. */
export const clearedSessionCookie = `${sessionCookieName}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`;

/**
 * The secret of one tenant, derived from the platform's: a cookie of another tenant fails its signature before any
 * gatekeeper or database hears of it. Better Auth signs with the same text.
 */
export async function tenantSecret(platformSecret: string, organizationId: string): Promise<string> {
  return base64Url(await hmacSha256(platformSecret, `session-cookie:${organizationId}`));
}

/** The value of the session cookie in a Cookie header (RFC 6265 section 4.2), null when there is none. */
export function sessionCookieOf(header: string | null): string | null {
  for (const pair of (header ?? "").split(";")) {
    const separator = pair.indexOf("=");
    if (separator !== -1 && pair.slice(0, separator).trim() === sessionCookieName)
      return pair.slice(separator + 1).trim();
  }
  return null;
}

/**
 * The session token in a cookie signed by Better Auth (`token.HMAC-SHA256(token)`, base64, percent-encoded), or null
 * when the signature is not this tenant's. Comparing is WebCrypto's, in constant time.
 */
export async function verifySessionCookie(value: string, secret: string): Promise<string | null> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(value);
  } catch {
    return null;
  }
  const separator = decoded.lastIndexOf(".");
  if (separator < 1) return null;
  const token = decoded.slice(0, separator);
  const signature = decodeBase64(decoded.slice(separator + 1));
  if (signature === null) return null;
  const valid = await crypto.subtle.verify("HMAC", await importKey(secret), signature, new TextEncoder().encode(token));
  return valid ? token : null;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

async function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "verify",
  ]);
}

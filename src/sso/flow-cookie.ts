import { cookiePrefix } from "../sessions/cookie.ts";

/** How long somebody may take at the provider: 10 minutes. */
export const flowLifetimeSeconds = 10 * 60;

/**
 * The cookie that binds a sign-in to the browser it began in. One for each, so that two tabs do not disturb each other;
 * named by the state's hash, so that the callback finds it without being told.
 */
function nameOf(stateHash: string): string {
  return `${cookiePrefix}.sso.${stateHash.slice(0, 8)}`;
}

const attributes = "Path=/; HttpOnly; Secure; SameSite=Lax";

export function flowCookie(stateHash: string, secret: string): string {
  return `${nameOf(stateHash)}=${secret}; Max-Age=${flowLifetimeSeconds}; ${attributes}`;
}

export function clearedFlowCookie(stateHash: string): string {
  return `${nameOf(stateHash)}=; Max-Age=0; ${attributes}`;
}

/** What the browser of a sign-in shows, null when it shows nothing. */
export function flowSecretOf(cookies: string | null, stateHash: string): string | null {
  const name = nameOf(stateHash);
  for (const pair of (cookies ?? "").split(";")) {
    const separator = pair.indexOf("=");
    if (separator !== -1 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return null;
}

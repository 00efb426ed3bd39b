/* A base that no address can name, to see where a relative one would lead. */
const nowhere = "https://return.invalid";

const entrances = ["/login", "/forgot-password", "/reset-password", "/accept-invite", "/recovery", "/sso-failed"];

/**
 * Where to go after signing in: a path of this origin, or `/` for anything else. What stands in the address bar may
 * have been written by anyone, so `//elsewhere.test`, `/\elsewhere.test`, `javascript:` and the like must not lead away.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || hasControlCharacter(wanted)) return "/";
  let url: URL;
  try {
    url = new URL(wanted, nowhere);
  } catch {
    return "/";
  }
  if (url.origin !== nowhere) return "/";
  // `/.//elsewhere.test` keeps the origin and is normalized to a path that would lose it.
  if (url.pathname.startsWith("//")) return "/";
  if (url.pathname === "/api" || url.pathname.startsWith("/api/")) return "/";
  if (entrances.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Browsers drop tabs and line breaks from addresses, which would turn `/<tab>/elsewhere.test` into another site. */
function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character.charCodeAt(0) < 0x20);
}

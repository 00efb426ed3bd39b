/**
 * Where to go after a sign-in: a path of this origin, whichever way it was written. Null for everywhere else.
 *
 * @param wanted a path, or an address at the origin; undefined is the start page
 */
export function returnPathOf(wanted: string | undefined, origin: string): string | null {
  if (wanted === undefined) return "/";
  if (!URL.canParse(wanted, origin)) return null;
  const url = new URL(wanted, origin);
  const path = url.pathname + url.search + url.hash;
  // What begins with two slashes would be a host to the browser; `/.//` becomes that only once it is parsed.
  return url.origin === origin && !path.startsWith("//") ? path : null;
}

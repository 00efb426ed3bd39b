/**
 * The path to send a browser back to, or `/` when what it brought is not a path of this host. Browsers read
 * `//x`, `/\x` and tabs inside as another host (WHATWG URL, section 4.4), so the parsed result is compared too.
 */
export function returnPath(brought: string | null | undefined): string {
  if (!brought?.startsWith("/")) return "/";
  const here = "http://here.invalid";
  const url = URL.parse(brought, here);
  if (url?.origin !== here) return "/";
  const path = url.pathname + url.search + url.hash;
  return path.startsWith("//") ? "/" : path;
}

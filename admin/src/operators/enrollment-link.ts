/**
 * Takes the token out of an enrollment link (`/enroll#token=…`) and out of the address bar and the history with it:
 * it must not stay in sight, in a bookmark or in what the browser syncs. Null when there is none.
 */
export function takeEnrollmentToken(
  location: { readonly hash: string; readonly pathname: string },
  history: { readonly state: unknown; replaceState(state: unknown, unused: string, url: string): void },
): string | null {
  const token = new URLSearchParams(location.hash.replace(/^#/, "")).get("token");
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  return token === null || token === "" ? null : token;
}

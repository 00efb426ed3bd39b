import type { Snapshot } from "../gatekeeper/contract.ts";
import { publicOrigin, type PublicAddress } from "./public-origin.ts";

/** What a page is asked for by. */
interface PageVisit {
  /** Where it was asked for. */
  readonly hostname: string;
  /** Only its path and query count. */
  readonly url: Pick<URL, "pathname" | "search">;
  /** Whether it was asked for with a session's cookie of this host, good or not. */
  readonly bringsSession: boolean;
}

/**
 * Where a page at one of a tenant's hosts sends its reader on to: the same page at the primary host, or null to stay.
 * The host it leads to is one of those the gatekeeper serves this tenant on, and nothing of the request has a say in it.
 *
 * Should the primary host lead nowhere, or nobody get in there, there has to be a way past this: whoever is signed in at
 * another host stays there, to undo it, and one can still sign in there.
 */
export function primaryRedirect(
  { status, hosts, redirectsToPrimary }: Pick<Snapshot, "status" | "hosts" | "redirectsToPrimary">,
  address: PublicAddress,
  { hostname, url, bringsSession }: PageVisit,
): string | null {
  const primary = hosts[0];
  if (redirectsToPrimary !== true || status !== "active" || primary === undefined || primary === hostname) return null;
  if (bringsSession || belongsToItsHost(url)) return null;
  return publicOrigin(address, primary) + url.pathname + url.search;
}

/**
 * Pages that mean something only where they are: links with a token in them, which are for the host they name, what
 * became of a sign-in or a test at this host, and the ways in that are left when those of the primary host are shut. By
 * the path as the app's router understands it.
 */
function belongsToItsHost({ pathname, search }: PageVisit["url"]): boolean {
  const path = decoded(pathname).toLowerCase();
  const isPage = (page: string) => path === page || path.startsWith(`${page}/`);
  return stayingPages.some(isPage) || (isPage("/login") && new URLSearchParams(search).has("here"));
}

const stayingPages = ["/accept-invite", "/reset-password", "/sso/tests", "/sso-failed", "/recovery"];

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

import type { Snapshot } from "../gatekeeper/contract.ts";
import { publicOrigin, type PublicAddress } from "./public-origin.ts";

/**
 * Where a page at one of a tenant's hosts sends its reader on to: the same page at the primary host, or null to stay.
 * The host it leads to is one of those the gatekeeper serves this tenant on, and nothing of the request has a say in it.
 *
 * @param hostname where the page was asked for
 * @param url only its path and query count
 */
export function primaryRedirect(
  { status, hosts, redirectsToPrimary }: Pick<Snapshot, "status" | "hosts" | "redirectsToPrimary">,
  address: PublicAddress,
  hostname: string,
  { pathname, search }: Pick<URL, "pathname" | "search">,
): string | null {
  const primary = hosts[0];
  if (redirectsToPrimary !== true || status !== "active" || primary === undefined || primary === hostname) return null;
  return belongsToItsHost(pathname) ? null : publicOrigin(address, primary) + pathname + search;
}

/**
 * Pages that mean something only where they are: links with a token in them, which are for the host they name, and what
 * became of a sign-in or a test at this host.
 */
function belongsToItsHost(pathname: string): boolean {
  return tokenPages.some((page) => pathname === page || pathname.startsWith(`${page}/`));
}

const tokenPages = ["/accept-invite", "/reset-password", "/sso/tests", "/sso-failed"];

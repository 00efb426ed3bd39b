const slugShape = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])?$/;

/**
 * The slug somebody means when they type their team's address: the slug alone, the host, or a whole address copied from
 * somewhere. Null when it cannot be one.
 *
 * @param apexHost the host of the page that asks, with its port if it has one
 */
export function teamSlug(typed: string, apexHost: string): string | null {
  const host = typed
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/\.$/, "");
  const withoutPort = (text: string) => text.replace(/:\d+$/, "");
  const suffix = `.${withoutPort(apexHost.toLowerCase())}`;
  const named = withoutPort(host);
  const slug = named.endsWith(suffix) ? named.slice(0, -suffix.length) : named;
  return slugShape.test(slug) && !slug.startsWith("xn--") ? slug : null;
}

/** The apex that a tenant's host seems to stand under, or null for a host that is somebody's own. */
export function apexOf(host: string): string | null {
  return /^[^.]+\.(app\..+)$/.exec(host)?.[1] ?? null;
}

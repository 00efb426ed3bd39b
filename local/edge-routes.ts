/** A host of the edge and what stands behind it. Tried in order; the last one takes what no other does. */
export interface EdgeRoute<Target> {
  /** Gets the normalized host. */
  readonly matches: (host: string) => boolean;
  readonly target: Target;
}

/**
 * The host of a Host header as routing sees it: lower case, no trailing dot, no port. It only chooses whom to
 * ask; the header goes on as it came, and what is behind decides whether the host is acceptable at all.
 */
export function routingHost(header: string): string {
  const host = header.trim().toLowerCase();
  const withoutPort = host.startsWith("[") ? host.replace(/\]:\d*$/, "]") : host.replace(/:\d*$/, "");
  return withoutPort.replace(/\.$/, "");
}

export function routeFor<Target>(routes: readonly EdgeRoute<Target>[], header: string): Target | undefined {
  const host = routingHost(header);
  return routes.find((route) => route.matches(host))?.target;
}

/** Matches one host. */
export function exactly(expected: string): (host: string) => boolean {
  return (host) => host === expected;
}

/** Matches every host. */
export function anything(): boolean {
  return true;
}

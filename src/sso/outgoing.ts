import { resolverOf, type ResolverAddresses } from "../dns/resolvers.ts";
import { Egress } from "../egress/egress.ts";
import { platformFetch } from "../http/outgoing.ts";

/** What a Worker's configuration says of whom it may call. */
interface Outside extends ResolverAddresses {
  readonly localIssuers: ReadonlySet<string>;
}

/** The way out to what a tenant's admins have typed in. */
export function egressOf(outside: Outside): Egress {
  const { localIssuers: localOrigins } = outside;
  return new Egress({ fetch: platformFetch, resolver: resolverOf(outside), localOrigins });
}

import { platformFetch } from "../http/outgoing.ts";
import { AgreeingResolvers } from "./agreeing-resolvers.ts";
import { DnsResolver } from "./resolver.ts";

/** What a Worker's configuration says of whom it asks. */
export interface ResolverAddresses {
  readonly dnsOverHttps: readonly [string, string];
}

/** For where a name leads: one is enough, because what answers there has to prove itself. */
export function resolverOf({ dnsOverHttps: [first] }: ResolverAddresses): DnsResolver {
  return new DnsResolver(first, platformFetch);
}

/** For whose a name is. */
export function resolversOf({ dnsOverHttps: [first, second] }: ResolverAddresses): AgreeingResolvers {
  return new AgreeingResolvers([new DnsResolver(first, platformFetch), new DnsResolver(second, platformFetch)]);
}

import type { Egress } from "../egress/egress.ts";
import { CheckList } from "../openid/check-list.ts";
import { discover } from "../openid/discovery.ts";
import { issuerOf } from "../openid/issuer.ts";
import type { Discovery } from "./rpc.ts";

/** The checks that discovery has; those of a sign-in come later. */
const discoveryChecks: ReadonlySet<string> = new Set(["metadata", "metadata_issuer", "endpoints"]);

/** Asks an issuer where it is to be reached, for an admin who is setting it up. */
export async function discoverIssuer(egress: Egress, issuer: string): Promise<Discovery> {
  const checks = new CheckList();
  const named = issuerOf(issuer, egress);
  const found = named.ok ? await discover({ issuer, endpoints: null }, egress, checks) : named;
  const seen = checks.all().filter(({ check }) => discoveryChecks.has(check));
  if (!found.ok) return { checks: seen, endpoints: null, reason: found.failure.reason };
  const { authorizationEndpoint, tokenEndpoint, keysEndpoint, userinfoEndpoint, endSessionEndpoint } = found.value;
  return {
    checks: seen,
    endpoints: {
      authorization: authorizationEndpoint,
      token: tokenEndpoint,
      jwks: keysEndpoint,
      ...(userinfoEndpoint === null ? {} : { userinfo: userinfoEndpoint }),
      ...(endSessionEndpoint === null ? {} : { endSession: endSessionEndpoint }),
    },
  };
}

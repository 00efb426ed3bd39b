/** What a realm can be made to do wrong. */
export const idpFaults = [
  // In the identity token.
  "wrong-issuer-in-token",
  "wrong-audience",
  "wrong-azp",
  "bad-signature",
  "foreign-key",
  "alg-none",
  "alg-hs256",
  "expired",
  "issued-in-future",
  "missing-nonce",
  "wrong-nonce",
  "old-auth-time",
  "missing-sub",
  "no-email",
  "missing-id-token",
  // In the answer of the authorization endpoint.
  "missing-iss-parameter",
  "wrong-iss-parameter",
  // In the answer of another endpoint.
  "wrong-issuer-in-discovery",
  "wrong-content-type",
  "not-found",
  "userinfo-mismatch",
  "token-error",
  "token-not-json",
  // Of several endpoints.
  "redirecting",
  "slow",
  "huge",
  "server-error",
] as const;

export type IdpFault = (typeof idpFaults)[number];

/** What programs ask a provider. */
export type IdpEndpoint = "discovery" | "jwks" | "token" | "userinfo";

export const idpEndpoints = ["discovery", "jwks", "token", "userinfo"] as const satisfies readonly IdpEndpoint[];

/** The endpoint behind a path below the issuer; null for what people see. */
export function endpointOf(path: string): IdpEndpoint | null {
  const endpoints = new Map<string, IdpEndpoint>([
    ["/.well-known/openid-configuration", "discovery"],
    ["/jwks", "jwks"],
    ["/token", "token"],
    ["/me", "userinfo"],
  ]);
  return endpoints.get(path) ?? null;
}

/** Where a fault shows, unless it is told to show at fewer endpoints. */
export function faultyEndpoints(fault: IdpFault): readonly IdpEndpoint[] {
  switch (fault) {
    case "wrong-issuer-in-discovery":
    case "wrong-content-type":
    case "not-found":
      return ["discovery"];
    case "userinfo-mismatch":
      return ["userinfo"];
    case "no-email":
      return ["token", "userinfo"];
    case "redirecting":
      return ["discovery", "token"];
    case "slow":
    case "huge":
    case "server-error":
      return idpEndpoints;
    case "missing-iss-parameter":
    case "wrong-iss-parameter":
      return [];
    default:
      return ["token"];
  }
}

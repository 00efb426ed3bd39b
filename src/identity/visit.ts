import type { Client } from "../http/respond.ts";
import { Problem } from "../http/problem.ts";
import type { Visit } from "../tenancy/visit.ts";
import type { IdentityVisit, OpeningFailure } from "./rpc.ts";

/** A visit as the auth worker is told of it. */
export function identityVisit(visit: Visit, client: Client): IdentityVisit {
  const { organizationId, homeRegion, hostname, publicOrigin } = visit.tenant;
  const { sessionLifetimeHours } = visit.snapshot.settings;
  return { organizationId, homeRegion, hostname, publicOrigin, asOf: visit.asOf, sessionLifetimeHours, ...client };
}

/** Why a proven person got no session, on the wire. Not being a member is nobody's business but the member's. */
export function openingProblem(failure: OpeningFailure): Problem {
  switch (failure) {
    case "interrupted":
      return new Problem("SIGN_IN_INTERRUPTED");
    case "suspended":
      return new Problem("TENANT_SUSPENDED");
    case "sso_required":
      return new Problem("SSO_REQUIRED");
    case "not_a_member":
      return new Problem("INVALID_CREDENTIALS");
    case "unavailable":
      return new Problem("UNAVAILABLE");
  }
}

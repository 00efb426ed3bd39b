import type { Client } from "../http/respond.ts";
import { Problem } from "../http/problem.ts";
import type { Admission } from "../sessions/admission.ts";
import type { Visit } from "../tenancy/visit.ts";
import type { IdentityVisit, OpeningFailure } from "./rpc.ts";

/** A visit as the auth worker is told of it. */
export function identityVisit(visit: Visit, client: Client): IdentityVisit {
  return { ...placeOf(visit), asOf: visit.asOf, ...client };
}

/** Somebody who is signed in, as the auth worker is told of them. No session can be opened by it: it began before any. */
export function memberVisit(admission: Admission, client: Client): IdentityVisit {
  return { ...placeOf(admission), asOf: 0, ...client };
}

function placeOf({ tenant, snapshot }: Pick<Visit, "tenant" | "snapshot">) {
  const { organizationId, homeRegion, hostname, publicOrigin } = tenant;
  const { sessionLifetimeHours } = snapshot.settings;
  return { organizationId, homeRegion, hostname, publicOrigin, sessionLifetimeHours };
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

import type { ProblemCode } from "../http/problem.ts";
import type { RefusalPage } from "../server/refusal-page.ts";

/** The page that explains why nobody was signed in. What it says is the app's: it is told a name out of a closed set. */
export const ssoRefusalPage: RefusalPage = ({ code, reason }, requestId) => {
  const why = reason ?? reasons[code as ProblemCode];
  const query = new URLSearchParams({ ...(why === undefined ? {} : { reason: why }), request: requestId });
  return `/sso-failed?${query.toString()}`;
};

/** Of refusals that are not about the person. */
const reasons: Readonly<Partial<Record<ProblemCode, string>>> = {
  NOT_FOUND: "no_provider",
  INVALID_REQUEST: "response_invalid",
  SSO_RESPONSE_INVALID: "response_invalid",
  SSO_RESPONSE_USED: "response_used",
  RATE_LIMITED: "rate_limited",
  TENANT_SUSPENDED: "suspended",
  UNAVAILABLE: "unavailable",
  OVERLOADED: "unavailable",
  INTERNAL: "unavailable",
};

import { auditChainRoutes } from "../audit-chain/routes.ts";
import { auditRoutes } from "../audit/routes.ts";
import { hostnameWebhookRoutes } from "../hostnames/webhook-routes.ts";
import { healthRoutes } from "../health/routes.ts";
import { primaryHostRoutes } from "../hostnames/primary-host-routes.ts";
import { hostnameRoutes } from "../hostnames/routes.ts";
import { openApiDocument } from "../http/document.ts";
import type { ProblemCode } from "../http/problem.ts";
import { identityRoutes } from "../identity/routes.ts";
import { invitationRoutes } from "../invitations/routes.ts";
import { memberRoutes } from "../members/routes.ts";
import { settingsRoutes } from "../organizations/routes.ts";
import { sessionRoutes } from "../sessions/routes.ts";
import { ssoHistoryRoutes } from "../sso/history-routes.ts";
import { ssoPolicyRoutes } from "../sso/policy-routes.ts";
import { ssoProviderActRoutes } from "../sso/provider-act-routes.ts";
import { ssoProviderRoutes } from "../sso/provider-routes.ts";
import { ssoSignInRoutes } from "../sso/sign-in-routes.ts";
import { tenancyRoutes } from "../tenancy/routes.ts";
import { teamRoutes } from "../teams/routes.ts";
import type { ServerRoute } from "./route.ts";

/** Every route of the tenant API, besides `GET /api/live` and `GET /api/openapi.json`. */
export const serverRoutes: readonly ServerRoute[] = [
  ...tenancyRoutes,
  ...identityRoutes,
  ...invitationRoutes,
  ...sessionRoutes,
  ...memberRoutes,
  ...settingsRoutes,
  ...ssoSignInRoutes,
  ...ssoProviderRoutes,
  ...ssoProviderActRoutes,
  ...ssoPolicyRoutes,
  ...ssoHistoryRoutes,
  ...hostnameRoutes,
  ...primaryHostRoutes,
  ...auditRoutes,
  ...auditChainRoutes,
  ...healthRoutes,
  ...teamRoutes,
  ...hostnameWebhookRoutes,
];

/** What the pipeline itself may answer, whatever the route. */
const pipelineProblems: readonly ProblemCode[] = [
  "INVALID_REQUEST",
  "SIGNED_OUT",
  "SESSION_REVOKED",
  "USER_REVOKED",
  "ORGANIZATION_REVOKED",
  "SESSION_EXPIRED",
  "SESSION_IDLE",
  "TOKEN_INVALID",
  "FORBIDDEN",
  "ORIGIN_REFUSED",
  "TENANT_SUSPENDED",
  "TENANT_NOT_FOUND",
  "RATE_LIMITED",
  "OVERLOADED",
  "UNAVAILABLE",
];

/** The OpenAPI document of the tenant API. */
export function serverDocument(): object {
  return openApiDocument("Gatehouse: the tenant API", serverRoutes, pipelineProblems);
}

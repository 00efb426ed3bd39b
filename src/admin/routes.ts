import { platformAuditChainRoutes } from "../audit-chain/platform-routes.ts";
import { platformAuditRoutes } from "../audit/platform-routes.ts";
import { systemHealthRoutes } from "../health/platform-routes.ts";
import { openApiDocument } from "../http/document.ts";
import type { ProblemCode } from "../http/problem.ts";
import { operatorHostnameRoutes } from "../hostnames/operator-routes.ts";
import { operatorRoutes } from "../operators/routes.ts";
import { queueRoutes } from "../outbox/platform-routes.ts";
import { tenantRoutes } from "../tenants/routes.ts";
import type { OperatorRoute } from "./route.ts";

/** Every route of the operator API, besides `GET /api/openapi.json`. */
export const adminRoutes: readonly OperatorRoute[] = [
  ...tenantRoutes,
  ...operatorHostnameRoutes,
  ...operatorRoutes,
  ...platformAuditRoutes,
  ...platformAuditChainRoutes,
  ...queueRoutes,
  ...systemHealthRoutes,
];

/** What the pipeline itself may answer, whatever the route. */
const pipelineProblems: readonly ProblemCode[] = [
  "INVALID_REQUEST",
  "ACCESS_REQUIRED",
  "ORIGIN_REFUSED",
  "ENROLLMENT_REQUIRED",
  "ENROLLMENT_REFUSED",
  "OPERATOR_DEACTIVATED",
  "FORBIDDEN",
  "UNAVAILABLE",
];

/** The OpenAPI document of the operator API. */
export function adminDocument(): object {
  return openApiDocument("Gatehouse: the operator API", adminRoutes, pipelineProblems);
}

import { pageFrom, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { memberRoute } from "../server/route.ts";
import { historyQuery, revisionPage, ssoParams, test } from "./contract.ts";
import { findTest, listRevisions, revisionPosition } from "./history-repository.ts";
import { presentRevision, presentTest } from "./presentation.ts";

export const ssoHistoryRoutes = [
  memberRoute({
    method: "get",
    path: "/api/sso-config/history",
    operation: "listSsoHistory",
    summary: "Every version of the providers and of enforcement, newest first, also of providers that were deleted",
    action: "sso:read",
    params: nothing,
    query: historyQuery,
    body: nothing,
    answers: { 200: revisionPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const subject = query.providerId ?? null;
      const rows = await listRevisions(exchange.tenantDb(grant), subject, after.value, query.limit);
      const page = pageFrom(rows, query.limit, revisionPosition);
      return answer(200, { ...page, items: page.items.map(presentRevision) });
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/sso-config/tests/{id}",
    operation: "getSsoTest",
    summary: "What came of a test sign-in: each check, and the claims received",
    action: "sso:read",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: test },
    problems: ["NOT_FOUND"],
    async handle({ exchange, grant, params }) {
      const [row] = await findTest(exchange.tenantDb(grant), params.id);
      return row === undefined ? new Problem("NOT_FOUND") : answer(200, presentTest(row, Date.now()));
    },
  }),
];

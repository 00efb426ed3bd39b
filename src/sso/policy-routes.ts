import { z } from "@hono/zod-openapi";
import { pageFrom, pageQuery, pageStart } from "../http/page.ts";
import { preconditionFailed, versionIfExpected } from "../http/precondition.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { memberVisit } from "../identity/visit.ts";
import { changeAsMember } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import { enforcementDocument, versioned } from "./configuration.ts";
import { enforcement, recoveryCodePage, recoveryCodeParams, updateEnforcementBody } from "./contract.ts";
import { listRecoveryCodes } from "./history-repository.ts";
import { presentRecoveryCode } from "./presentation.ts";

export const ssoPolicyRoutes = [
  memberRoute({
    method: "get",
    path: "/api/sso-config/enforcement",
    operation: "getSsoEnforcement",
    summary: "Whether single sign-on is required, and whether it could be",
    action: "sso:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: enforcement },
    problems: [],
    async handle(call) {
      const document = await enforcementDocument(call);
      return answer(200, document, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "patch",
    path: "/api/sso-config/enforcement",
    operation: "updateSsoEnforcement",
    summary: "Require single sign-on of everybody, or let passwords in again; If-Match may be left out",
    action: "sso:enforce",
    params: nothing,
    query: anyQuery,
    body: updateEnforcementBody,
    answers: { 200: enforcement },
    problems: ["PRECONDITION_FAILED", "SSO_NOT_PROVEN"],
    async handle({ body, ...call }) {
      const expected = versionIfExpected(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const endPasswordSessions = body.enabled && body.endPasswordSessions;
      // Before it is tried: should nobody learn what came of it, the sessions would count as ended.
      if (endPasswordSessions && call.grant.session.role !== "owner") return new Problem("FORBIDDEN");
      const changed = await changeAsMember(call, {
        kind: "sso-enforcement",
        enabled: body.enabled,
        expectedVersion: expected.value,
        endPasswordSessions,
        actorRole: call.grant.session.role,
      });
      if (changed instanceof Problem) return changed;
      if (changed === "stale") return preconditionFailed(await enforcementDocument(call));
      const document = await enforcementDocument(call, changed.ssoPolicy);
      return answer(200, document, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/sso-config/recovery-codes",
    operation: "listRecoveryCodes",
    summary: "Which owners have a recovery code, and whether it was used; the codes themselves nobody sees again",
    action: "recovery-codes:read",
    params: nothing,
    query: pageQuery,
    body: nothing,
    answers: { 200: recoveryCodePage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const rows = await listRecoveryCodes(exchange.tenantDb(grant), after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.createdAt, id: row.userId }));
      return answer(200, { ...page, items: page.items.map(presentRecoveryCode) });
    },
  }),

  memberRoute({
    method: "delete",
    path: "/api/sso-config/recovery-codes/{userId}",
    operation: "deleteRecoveryCode",
    summary: "Make an owner's recovery code worthless",
    action: "recovery-codes:manage",
    params: recoveryCodeParams,
    query: anyQuery,
    body: nothing,
    answers: { 204: z.undefined() },
    problems: ["NOT_FOUND"],
    async handle({ exchange, admission, grant, params }) {
      const { userId, name } = grant.session;
      const deleted = await exchange.env.AUTH.deleteRecoveryCode(memberVisit(admission, exchange.client), {
        userId: params.userId,
        actor: { userId, name },
      });
      if (!deleted.ok) return new Problem(deleted.failure === "not_found" ? "NOT_FOUND" : "UNAVAILABLE");
      exchange.announce(admission.tenant, ["sso", "audit-logs"]);
      return answer(204, undefined);
    },
  }),
];

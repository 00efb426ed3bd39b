import { z } from "@hono/zod-openapi";
import { memberContext } from "../audit/context.ts";
import type { Grant } from "../authorization/grant.ts";
import { reaches } from "../authorization/role.ts";
import { isoInstant } from "../database/instant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Change } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { pageFrom, pageQuery, pageStart } from "../http/page.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import type { Exchange } from "../server/exchange.ts";
import { memberRoute } from "../server/route.ts";
import type { Admission } from "../sessions/admission.ts";
import { revocation, sessionList } from "../sessions/contract.ts";
import { openSessionsOf, revokeSessions } from "../sessions/open-sessions.ts";
import { presentSessions } from "../sessions/presentation.ts";
import { changeRoleBody, member, memberPage, memberParams } from "./contract.ts";
import { findMember, listMembers } from "./repository.ts";

export const memberRoutes = [
  memberRoute({
    method: "get",
    path: "/api/org/members",
    operation: "listMembers",
    summary: "The members of the organization, oldest first",
    action: "members:read",
    params: nothing,
    query: pageQuery,
    body: nothing,
    answers: { 200: memberPage },
    problems: [],
    async handle({ exchange, grant, query }) {
      const after = pageStart(query);
      if (!after.ok) return after.failure;
      const rows = await listMembers(exchange.tenantDb(grant), after.value, query.limit);
      const page = pageFrom(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }));
      return answer(200, { ...page, items: page.items.map(present) });
    },
  }),

  memberRoute({
    method: "patch",
    path: "/api/org/members/{id}",
    operation: "changeMemberRole",
    summary: "Change what a member may do; it takes effect on their next request",
    action: "members:change-role",
    params: memberParams,
    query: anyQuery,
    body: changeRoleBody,
    answers: { 200: member },
    problems: ["NOT_FOUND", "LAST_OWNER"],
    async handle({ exchange, admission, grant, params, body }) {
      const failed = await change(exchange, admission, grant, {
        kind: "member-role",
        userId: params.id,
        role: body.role,
        actorRole: grant.session.role,
      });
      if (failed !== null) return failed;
      const [changed] = await findMember(exchange.tenantDb(grant), params.id);
      return changed === undefined ? new Problem("NOT_FOUND") : answer(200, present(changed));
    },
  }),

  memberRoute({
    method: "delete",
    path: "/api/org/members/{id}",
    operation: "removeMember",
    summary: "Remove a member; their sessions end at once",
    action: "members:remove",
    params: memberParams,
    query: anyQuery,
    body: nothing,
    answers: { 204: z.undefined() },
    problems: ["NOT_FOUND", "LAST_OWNER"],
    async handle({ exchange, admission, grant, params }) {
      const failed = await change(exchange, admission, grant, {
        kind: "member-remove",
        userId: params.id,
        actorRole: grant.session.role,
      });
      return failed ?? answer(204, undefined);
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/org/members/{id}/sessions",
    operation: "listMemberSessions",
    summary: "Where a member is signed in, the last used session first",
    action: "member-sessions:read",
    params: memberParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: sessionList },
    problems: ["NOT_FOUND"],
    async handle({ exchange, admission, grant, params }) {
      const open = await openSessionsOf(exchange, admission, params.id);
      if (open instanceof Problem) return open;
      // A session knows its user's role. Only of somebody without any does Postgres have to be asked who they are.
      const [known] = open.length > 0 ? open : await findMember(exchange.tenantDb(grant), params.id);
      if (known === undefined) return new Problem("NOT_FOUND");
      if (!reaches(grant.session.role, known.role)) return new Problem("FORBIDDEN");
      return answer(200, presentSessions(open, grant));
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/org/members/{id}/sessions/revoke-all",
    operation: "revokeMemberSessions",
    summary: "End every session of a member; a sign-in that is under way fails",
    action: "member-sessions:revoke",
    params: memberParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    handle: ({ exchange, admission, grant, params }) =>
      revokeSessions(exchange, admission, grant, {
        scope: { kind: "user", userId: params.id, reach: grant.session.role },
        reason: "ended_by_admin",
      }),
  }),
];

async function change(
  exchange: Exchange,
  { tenant }: Admission,
  grant: Grant,
  wanted: Change,
): Promise<Problem | null> {
  const audit = memberContext(grant, exchange.client);
  const command = { organizationId: tenant.organizationId, change: wanted, audit };
  const changed = await exchange.tell(tenant, (gatekeeper) => gatekeeper.change(command));
  if (isUnanswered(changed)) return unansweredProblem(changed);
  return changed.ok ? null : changeProblem(changed.failure);
}

function present<Row extends { createdAt: string }>(row: Row): Row {
  return { ...row, createdAt: isoInstant(row.createdAt) };
}

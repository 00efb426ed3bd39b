import { memberContext } from "../audit/context.ts";
import { permissionsOf } from "../authorization/policy.ts";
import type { Grant } from "../authorization/grant.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { OpenSession, RevokeCommand } from "../gatekeeper/contract.ts";
import { changeProblem, unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import type { Exchange } from "../server/exchange.ts";
import { memberRoute } from "../server/route.ts";
import type { session } from "./contract.ts";
import { me, revocation, sessionList, sessionParams } from "./contract.ts";
import type { z } from "@hono/zod-openapi";
import type { Admission } from "./admission.ts";

export const sessionRoutes = [
  memberRoute({
    method: "get",
    path: "/api/me",
    operation: "getMe",
    summary: "Who is signed in, where, and what they may do",
    action: "me:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: me },
    problems: [],
    async handle({ grant: { snapshot, session: own } }) {
      return answer(200, {
        user: { id: own.userId, email: own.email, name: own.name },
        organization: { id: snapshot.organizationId, slug: snapshot.slug, name: snapshot.name },
        role: own.role,
        permissions: permissionsOf(own.role),
        session: {
          id: own.id,
          createdAt: new Date(own.createdAt).toISOString(),
          expiresAt: new Date(own.expiresAt).toISOString(),
          method: own.method,
        },
      });
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/sessions",
    operation: "listSessions",
    summary: "Where you are signed in",
    action: "sessions:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: sessionList },
    problems: [],
    async handle({ exchange, admission, grant }) {
      const { tenant } = admission;
      const question = { organizationId: tenant.organizationId, userId: grant.session.userId };
      const open = await exchange.ask(tenant, (gatekeeper) => gatekeeper.sessionsOf(question));
      if (isUnanswered(open)) return unansweredProblem(open);
      if (!open.ok) return new Problem("UNAVAILABLE");
      return answer(200, { items: open.value.map((one) => present(one, grant.session.id)), nextCursor: null });
    },
  }),

  memberRoute({
    method: "delete",
    path: "/api/sessions/{id}",
    operation: "revokeSession",
    summary: "End one of your sessions",
    action: "sessions:revoke",
    params: sessionParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    handle: ({ exchange, admission, grant, params }) =>
      revoke(exchange, admission, grant, {
        scope: { kind: "session", sessionId: params.id, userId: grant.session.userId },
        reason: "ended_by_user",
      }),
  }),

  memberRoute({
    method: "post",
    path: "/api/sessions/revoke-others",
    operation: "revokeOtherSessions",
    summary: "End all of your sessions but this one",
    action: "sessions:revoke",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    handle: ({ exchange, admission, grant }) =>
      revoke(exchange, admission, grant, {
        scope: { kind: "user", userId: grant.session.userId, except: grant.session.id },
        reason: "ended_by_user",
      }),
  }),

  memberRoute({
    method: "post",
    path: "/api/org/sessions/revoke-all",
    operation: "revokeOrganizationSessions",
    summary: "End every session of the organization, your own included",
    action: "organization-sessions:revoke",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    handle: ({ exchange, admission, grant }) =>
      revoke(exchange, admission, grant, { scope: { kind: "organization" }, reason: "ended_by_admin" }),
  }),
];

async function revoke(
  exchange: Exchange,
  { tenant }: Admission,
  grant: Grant,
  command: Pick<RevokeCommand, "scope" | "reason">,
) {
  const audit = memberContext(grant, exchange.client);
  const whole = { organizationId: tenant.organizationId, ...command, audit };
  const revoked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.revoke(whole));
  if (isUnanswered(revoked)) return unansweredProblem(revoked);
  if (!revoked.ok) return changeProblem(revoked.failure);
  return answer(200, { closed: revoked.value.closed });
}

function present(open: OpenSession, currentId: string): z.input<typeof session> {
  return {
    id: open.id,
    current: open.id === currentId,
    createdAt: new Date(open.createdAt).toISOString(),
    lastSeenAt: new Date(open.lastSeenAt).toISOString(),
    expiresAt: new Date(open.expiresAt).toISOString(),
    userAgent: open.userAgent,
    address: open.address,
    method: open.method,
  };
}

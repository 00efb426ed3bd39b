import { mayAct, permissionsOf } from "../authorization/policy.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { memberRoute } from "../server/route.ts";
import { me, revocation, sessionList, sessionParams } from "./contract.ts";
import { openSessionsOf, revokeSessions } from "./open-sessions.ts";
import { presentOwnSession, presentSessions } from "./presentation.ts";

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
    async handle({ grant }) {
      const { snapshot, session: own } = grant;
      return answer(200, {
        user: { id: own.userId, email: own.email, name: own.name },
        organization: { id: snapshot.organizationId, slug: snapshot.slug, name: snapshot.name },
        role: own.role,
        permissions: [...permissionsOf(own.role)],
        session: { ...presentOwnSession(grant), method: own.method },
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
      const open = await openSessionsOf(exchange, admission, grant.session.userId);
      return open instanceof Problem ? open : answer(200, presentSessions(open, grant));
    },
  }),

  memberRoute({
    method: "delete",
    path: "/api/sessions/{id}",
    operation: "revokeSession",
    summary: "End one of your sessions, or one of a member you may end sessions of",
    action: "sessions:revoke",
    params: sessionParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: revocation },
    problems: ["NOT_FOUND"],
    async handle({ exchange, admission, grant, params }) {
      const { userId, role } = grant.session;
      const own = { kind: "session", sessionId: params.id, userId } as const;
      if (!mayAct(role, "member-sessions:revoke")) {
        return revokeSessions(exchange, admission, grant, { scope: own, reason: "ended_by_user" });
      }
      // Whose it is decides nothing but what the audit log says.
      const open = await openSessionsOf(exchange, admission, userId);
      if (open instanceof Problem) return open;
      const isOwn = open.some(({ id }) => id === params.id);
      const reason = isOwn ? "ended_by_user" : "ended_by_admin";
      return revokeSessions(exchange, admission, grant, { scope: { ...own, reach: role }, reason });
    },
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
    problems: [],
    handle: ({ exchange, admission, grant }) =>
      revokeSessions(exchange, admission, grant, {
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
    problems: [],
    handle: ({ exchange, admission, grant }) =>
      revokeSessions(exchange, admission, grant, { scope: { kind: "organization" }, reason: "ended_by_admin" }),
  }),
];

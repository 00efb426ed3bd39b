import { memberContext } from "../audit/context.ts";
import { forgetAttempts } from "../attempts/attempt.ts";
import { linkGuard, resetRequestGuard, signInGuard } from "../attempts/guard.ts";
import { accountSignIns } from "../attempts/limits.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import { unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { doorRoute, memberRoute } from "../server/route.ts";
import { clearedSessionCookie } from "../sessions/cookie.ts";
import { currentSession, jwks, token } from "../sessions/contract.ts";
import { presentOwnSession } from "../sessions/presentation.ts";
import { accepted, requestPasswordResetBody, resetPasswordBody, signedIn, signedOut, signInBody } from "./contract.ts";
import { identityVisit, memberVisit, openingProblem } from "./visit.ts";

/**
 * With single sign-on's (src/sso/sign-in-routes.ts) everything that exists under /api/auth; the rest is 404. Better
 * Auth's own router is never mounted: each ceremony is a typed call to the auth worker.
 */
export const identityRoutes = [
  doorRoute({
    method: "post",
    path: "/api/auth/sign-in/email",
    operation: "signIn",
    summary: "Sign in with an e-mail address and a password",
    params: nothing,
    query: anyQuery,
    body: signInBody,
    guard: signInGuard,
    answers: { 200: signedIn },
    problems: ["INVALID_CREDENTIALS", "SIGN_IN_INTERRUPTED", "SSO_REQUIRED"],
    async handle({ exchange, visit, body }) {
      if (visit.snapshot.enforceSso) return new Problem("SSO_REQUIRED");
      const outcome = await exchange.env.AUTH.signInWithPassword(identityVisit(visit, exchange.client), body);
      exchange.announce(visit.tenant, ["audit-logs"]);
      if (outcome.ok) {
        return answer(200, { user: outcome.value.user, redirectTo: "/" }, [["set-cookie", outcome.value.setCookie]]);
      }
      if (outcome.failure === "invalid_credentials") return new Problem("INVALID_CREDENTIALS");
      return openingProblem(outcome.failure);
    },
  }),

  doorRoute({
    method: "post",
    path: "/api/auth/request-password-reset",
    operation: "requestPasswordReset",
    summary: "Mail a reset link, if the address has an account here; the answer does not tell",
    params: nothing,
    query: anyQuery,
    body: requestPasswordResetBody,
    guard: resetRequestGuard,
    answers: { 200: accepted },
    problems: ["SSO_REQUIRED"],
    async handle({ exchange, visit, body }) {
      if (visit.snapshot.enforceSso) return new Problem("SSO_REQUIRED");
      const outcome = await exchange.env.AUTH.requestPasswordReset(identityVisit(visit, exchange.client), body);
      return outcome.ok ? answer(200, { status: true }) : new Problem("UNAVAILABLE");
    },
  }),

  doorRoute({
    method: "post",
    path: "/api/auth/reset-password",
    operation: "resetPassword",
    summary: "Choose a new password with a reset link; every session of the account ends",
    params: nothing,
    query: anyQuery,
    body: resetPasswordBody,
    guard: linkGuard,
    answers: { 200: accepted },
    problems: ["NOT_FOUND", "RESET_LINK_USED", "SSO_REQUIRED"],
    async handle({ exchange, visit, body }) {
      if (visit.snapshot.enforceSso) return new Problem("SSO_REQUIRED");
      const outcome = await exchange.env.AUTH.resetPassword(identityVisit(visit, exchange.client), body);
      if (outcome.ok) {
        // The way back in for somebody whom a stranger has locked out.
        const signIns = await accountSignIns(outcome.value.email);
        await forgetAttempts(signIns, exchange.attempts(visit.tenant));
        return answer(200, { status: true });
      }
      switch (outcome.failure) {
        case "used":
          return new Problem("RESET_LINK_USED");
        case "not_found":
          return new Problem("NOT_FOUND");
        case "sso_required":
          return new Problem("SSO_REQUIRED");
        case "unavailable":
          return new Problem("UNAVAILABLE");
      }
    },
  }),

  doorRoute({
    method: "get",
    path: "/api/auth/jwks",
    operation: "getJwks",
    summary: "The public keys of this organization's tokens (RFC 7517)",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: jwks },
    problems: [],
    async handle({ exchange }) {
      const { keys } = await exchange.env.AUTH.jwks();
      return answer(200, { keys: keys.map((key) => ({ ...key })) }, [["cache-control", "public, max-age=300"]]);
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/auth/token",
    operation: "getToken",
    summary: "A token of 15 minutes for services behind the gate",
    action: "me:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: token },
    problems: [],
    async handle({ exchange, admission, grant }) {
      const minted = await exchange.env.AUTH.mintToken({
        publicOrigin: admission.tenant.publicOrigin,
        hostname: admission.tenant.hostname,
        organizationId: admission.tenant.organizationId,
        userId: grant.session.userId,
        sessionId: grant.session.id,
        sessionVersion: admission.sessionVersion,
        epoch: admission.epoch,
      });
      return answer(200, { token: minted });
    },
  }),

  memberRoute({
    method: "get",
    path: "/api/auth/get-session",
    operation: "getSession",
    summary: "The session of the cookie or token",
    action: "me:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: currentSession },
    problems: [],
    async handle({ grant }) {
      const { userId, email, name } = grant.session;
      return answer(200, { user: { id: userId, email, name }, session: presentOwnSession(grant) });
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/auth/sign-out",
    operation: "signOut",
    summary: "End this session",
    action: "me:read",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 200: signedOut },
    problems: [],
    async handle({ exchange, admission, grant }) {
      const { tenant } = admission;
      const command = {
        organizationId: tenant.organizationId,
        scope: { kind: "session", sessionId: grant.session.id },
        reason: "signed_out",
        audit: memberContext(grant, exchange.client),
      } as const;
      const revoked = await exchange.tell(tenant, (gatekeeper) => gatekeeper.revoke(command));
      // Not found: it was ended elsewhere in the meantime, which is what was asked for.
      if (isUnanswered(revoked)) return unansweredProblem(revoked);
      if (!revoked.ok && revoked.failure === "unavailable") return new Problem("UNAVAILABLE");
      const { sso, userId, role } = grant.session;
      const logoutUrl =
        sso === undefined
          ? null
          : await exchange.env.AUTH.logoutUrl(memberVisit(admission, exchange.client), { userId, role, sso });
      // Over is what is ours to end; whether it ends at the provider, too, is up to whoever follows the address.
      const there = logoutUrl?.ok === true && logoutUrl.value !== null ? { logoutUrl: logoutUrl.value } : {};
      return answer(200, { status: true, ...there }, [["set-cookie", clearedSessionCookie]]);
    },
  }),
];

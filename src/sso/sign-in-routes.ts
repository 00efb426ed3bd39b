import { z } from "@hono/zod-openapi";
import {
  backchannelLogoutGuard,
  recoveryGuard,
  ssoCallbackGuard,
  ssoLookUpGuard,
  ssoStartGuard,
} from "../attempts/guard.ts";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { signedIn } from "../identity/contract.ts";
import { identityVisit, memberVisit, openingProblem } from "../identity/visit.ts";
import { doorRoute, memberRoute } from "../server/route.ts";
import {
  backchannelLogoutBody,
  createdRecoveryCode,
  recoverySignInBody,
  ssoParams,
  ssoSignInBody,
  ssoSignInStarted,
  startedTest,
} from "./contract.ts";
import { ssoRefusalPage } from "./refusal-page.ts";
import { returnPathOf } from "./return-path.ts";
import type { SsoFinishFailure, SsoStartFailure } from "./rpc.ts";

/** How people come in by a provider, or past it, and how a provider says that they are gone. */
export const ssoSignInRoutes = [
  doorRoute({
    method: "post",
    path: "/api/auth/sign-in/sso",
    operation: "signInWithSso",
    summary: "Begin a sign-in through an identity provider, named by its id or by the domain of an address",
    params: nothing,
    query: anyQuery,
    body: ssoSignInBody,
    guard: ssoStartGuard,
    answers: { 200: ssoSignInStarted },
    problems: ["NOT_FOUND", "SSO_NO_PROVIDER", "SSO_REFUSED", "SSO_PROVIDER_UNREACHABLE"],
    async handle({ exchange, visit, body }) {
      const { providerId, email } = body;
      const returnPath = returnPathOf(body.callbackURL, visit.tenant.publicOrigin);
      if (returnPath === null) {
        const errors = [{ path: "callbackURL", message: "must be a path of this origin" }];
        return new Problem("INVALID_REQUEST", { extensions: { errors } });
      }
      const started = await exchange.env.AUTH.startSso(identityVisit(visit, exchange.client), {
        by: providerId === undefined ? { email: email ?? "" } : { providerId },
        returnPath,
        tester: null,
        loginHint: email ?? null,
      });
      if (!started.ok) return startProblem(started.failure, providerId === undefined ? "SSO_NO_PROVIDER" : "NOT_FOUND");
      const { url, setCookie } = started.value;
      return answer(200, { url, redirect: true as const }, [["set-cookie", setCookie]]);
    },
  }),

  doorRoute({
    method: "get",
    path: "/api/auth/sso/callback/{id}",
    operation: "finishSso",
    summary: "Where a provider sends the browser back to: ends the sign-in that began in it",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    guard: ssoCallbackGuard,
    refusalPage: ssoRefusalPage,
    answers: { 302: z.undefined() },
    problems: ["NOT_FOUND", "SSO_RESPONSE_INVALID", "SSO_RESPONSE_USED", "SSO_REFUSED", "SIGN_IN_INTERRUPTED"],
    async handle({ exchange, visit, params }) {
      const { request, client } = exchange;
      const finished = await exchange.env.AUTH.finishSso(identityVisit(visit, client), {
        providerId: params.id,
        parameters: new URL(request.url).search,
        cookies: request.headers.get("cookie"),
      });
      exchange.announce(visit.tenant, ["audit-logs", "members"]);
      if (finished.ok) {
        const { clearCookie } = finished.value;
        if (finished.value.kind === "tested") {
          return redirect(`/sso/tests/${finished.value.testId}`, [clearCookie]);
        }
        return redirect(finished.value.returnPath, [clearCookie, finished.value.setCookie]);
      }
      const { failure } = finished;
      const clearing = typeof failure === "object" ? [failure.clearCookie] : [];
      return finishProblem(failure, clearing);
    },
  }),

  doorRoute({
    method: "post",
    path: "/api/auth/sso/backchannel-logout/{id}",
    operation: "backchannelLogout",
    summary: "Where a provider says itself that somebody has signed out (OpenID Connect Back-Channel Logout 1.0)",
    params: ssoParams,
    query: anyQuery,
    body: backchannelLogoutBody,
    bodyType: "form",
    isCalledByServers: true,
    guard: backchannelLogoutGuard,
    answers: { 200: z.undefined() },
    problems: ["NOT_FOUND", "LOGOUT_TOKEN_INVALID"],
    async handle({ exchange, visit, params, body }) {
      const outcome = await exchange.env.AUTH.backchannelLogout(identityVisit(visit, exchange.client), {
        providerId: params.id,
        logoutToken: body.logout_token,
      });
      if (outcome.ok) return answer(200, undefined);
      switch (outcome.failure) {
        case "not_found":
          return new Problem("NOT_FOUND");
        case "invalid":
          return new Problem("LOGOUT_TOKEN_INVALID");
        case "unavailable":
          return new Problem("UNAVAILABLE");
      }
    },
  }),

  doorRoute({
    method: "post",
    path: "/api/auth/sign-in/recovery",
    operation: "signInWithRecoveryCode",
    summary: "Come in past single sign-on, as an owner with a recovery code, for an hour; all owners are told",
    params: nothing,
    query: anyQuery,
    body: recoverySignInBody,
    guard: recoveryGuard,
    answers: { 200: signedIn },
    problems: ["RECOVERY_REFUSED", "SIGN_IN_INTERRUPTED"],
    async handle({ exchange, visit, body }) {
      const outcome = await exchange.env.AUTH.signInWithRecoveryCode(identityVisit(visit, exchange.client), body);
      exchange.announce(visit.tenant, ["audit-logs"]);
      if (outcome.ok) {
        return answer(200, { user: outcome.value.user, redirectTo: "/" }, [["set-cookie", outcome.value.setCookie]]);
      }
      if (outcome.failure === "invalid_credentials") return new Problem("RECOVERY_REFUSED");
      return openingProblem(outcome.failure);
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/sso-config/providers/{id}/test",
    operation: "testSsoProvider",
    summary: "Begin a test sign-in: nobody is signed in by it, and its report shows every check",
    action: "sso:update",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    guard: ssoLookUpGuard,
    answers: { 200: startedTest },
    problems: ["NOT_FOUND"],
    async handle({ exchange, admission, grant, params }) {
      const { userId, name, email } = grant.session;
      const started = await exchange.env.AUTH.startSso(memberVisit(admission, exchange.client), {
        by: { providerId: params.id },
        returnPath: "/",
        tester: { userId, name },
        loginHint: email,
      });
      if (!started.ok) return startProblem(started.failure, "NOT_FOUND");
      const { flowId, url, setCookie } = started.value;
      return answer(200, { testId: flowId, url }, [["set-cookie", setCookie]]);
    },
  }),

  memberRoute({
    method: "post",
    path: "/api/sso-config/recovery-codes",
    operation: "createRecoveryCode",
    summary: "Make a recovery code for oneself: shown once, in place of an earlier one; all owners are told",
    action: "recovery-codes:manage",
    params: nothing,
    query: anyQuery,
    body: nothing,
    answers: { 201: createdRecoveryCode },
    problems: [],
    async handle({ exchange, admission, grant }) {
      const { userId, name, method } = grant.session;
      // What a code has opened is over after an hour, and whoever has found one must not keep the door open with it.
      if (method === "recovery") {
        return new Problem("FORBIDDEN", {
          detail: "A recovery code is made in a session that did not begin with one.",
        });
      }
      const created = await exchange.env.AUTH.createRecoveryCode(memberVisit(admission, exchange.client), {
        userId,
        name,
      });
      if (!created.ok) return new Problem(created.failure === "forbidden" ? "FORBIDDEN" : "UNAVAILABLE");
      exchange.announce(admission.tenant, ["sso", "audit-logs"]);
      return answer(201, created.value);
    },
  }),
];

function redirect(path: string, cookies: readonly string[]) {
  return answer(302, undefined, [["location", path], ...cookies.map((cookie) => ["set-cookie", cookie] as const)]);
}

function startProblem(failure: SsoStartFailure, unknown: "NOT_FOUND" | "SSO_NO_PROVIDER"): Problem {
  switch (failure) {
    case "not_found":
      return new Problem(unknown);
    case "provider_disabled":
      return new Problem("SSO_REFUSED", { extensions: { reason: failure } });
    case "provider_unreachable":
      return new Problem("SSO_PROVIDER_UNREACHABLE");
    case "unavailable":
      return new Problem("UNAVAILABLE");
  }
}

function finishProblem(failure: SsoFinishFailure, clearing: readonly string[]): Problem {
  switch (failure) {
    case "not_found":
      return new Problem("NOT_FOUND");
    case "not_yours":
      return new Problem("SSO_RESPONSE_INVALID");
    case "used":
      return new Problem("SSO_RESPONSE_USED");
    case "unavailable":
      return new Problem("UNAVAILABLE");
    default:
      return new Problem(refusalCodes[failure.refused] ?? "SSO_REFUSED", {
        extensions: { reason: failure.refused },
        headers: Object.fromEntries(clearing.map((cookie) => ["set-cookie", cookie])),
      });
  }
}

/** Those that are not about the person, by the names they have at other doors. */
const refusalCodes: Readonly<Partial<Record<string, "SIGN_IN_INTERRUPTED" | "TENANT_SUSPENDED" | "UNAVAILABLE">>> = {
  interrupted: "SIGN_IN_INTERRUPTED",
  suspended: "TENANT_SUSPENDED",
  unavailable: "UNAVAILABLE",
};

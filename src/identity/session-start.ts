import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import type { BetterAuthPlugin } from "better-auth/types";
import { z } from "zod";
import { sessionCookieName } from "../sessions/cookie.ts";

/**
 * Starts a session for a user the ceremony itself has just made or proven, with Better Auth's own cookie. An endpoint
 * without a path: it can be called and never be routed to.
 */
export function sessionStart() {
  return {
    id: "gatehouse-session-start",
    endpoints: {
      startSession: createAuthEndpoint({ method: "POST", body: z.object({ userId: z.string() }) }, async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.userId);
        const session = user === null ? null : await internalAdapter.createSession(user.id);
        if (user === null || !session) throw new Error("No session can be started for this user");
        await setSessionCookie(context, { session, user });
        return null;
      }),
    },
  } satisfies BetterAuthPlugin;
}

/** The Set-Cookie of the session among the headers of a call of Better Auth's; nothing else it sets leaves the worker. */
export function sessionCookieFrom(headers: Headers | null | undefined): string {
  const cookies = headers?.getSetCookie().filter((cookie) => cookie.startsWith(`${sessionCookieName}=`)) ?? [];
  const [cookie] = cookies;
  if (cookie === undefined || cookies.length > 1) throw new Error("Better Auth has not set exactly one session cookie");
  return cookie;
}

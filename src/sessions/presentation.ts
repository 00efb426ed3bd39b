import type { z } from "@hono/zod-openapi";
import type { Grant } from "../authorization/grant.ts";
import type { OpenSession } from "../gatekeeper/contract.ts";
import type { session, sessionList } from "./contract.ts";
import { sessionEnds, sessionLimitsOf } from "./limits.ts";

/** Sessions as they are shown to whoever may see them; the one that asks is `current`. */
export function presentSessions(
  open: readonly OpenSession[],
  grant: Pick<Grant, "session" | "snapshot">,
): z.input<typeof sessionList> {
  return { items: open.map((one) => presentSession(one, grant)), nextCursor: null };
}

function presentSession(
  open: OpenSession,
  { session: own, snapshot }: Pick<Grant, "session" | "snapshot">,
): z.input<typeof session> {
  const { id, userAgent, address, method } = open;
  const { expiresAt, idleExpiresAt } = sessionEnds(open, sessionLimitsOf(snapshot.settings));
  return {
    id,
    current: id === own.id,
    createdAt: instant(open.createdAt),
    lastSeenAt: instant(open.lastSeenAt),
    expiresAt: instant(expiresAt),
    idleExpiresAt: instant(idleExpiresAt),
    userAgent,
    address,
    method,
  };
}

/** The session that asks, as far as its own user needs to know it. */
export function presentOwnSession({ session: own, snapshot }: Pick<Grant, "session" | "snapshot">): {
  id: string;
  createdAt: string;
  expiresAt: string;
} {
  const { expiresAt } = sessionEnds(own, sessionLimitsOf(snapshot.settings));
  return { id: own.id, createdAt: instant(own.createdAt), expiresAt: instant(expiresAt) };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

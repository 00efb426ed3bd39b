import { expect, test } from "vitest";
import { sessionEnds, sessionLimitsOf } from "./limits.ts";

const hour = 3_600_000;
const limits = sessionLimitsOf({ sessionIdleMinutes: 60, sessionLifetimeHours: 24 });

test("a session ends when it was opened to, and sooner when it is not used", () => {
  const session = { createdAt: 0, expiresAt: 24 * hour, lastSeenAt: 2 * hour };
  expect(sessionEnds(session, limits)).toEqual({ expiresAt: 24 * hour, idleExpiresAt: 3 * hour });
});

test("a lifetime that was shortened holds for sessions that are open", () => {
  const session = { createdAt: 0, expiresAt: 168 * hour, lastSeenAt: 0 };
  expect(sessionEnds(session, limits).expiresAt).toBe(24 * hour);
});

test("a lifetime that was lengthened does not prolong a session that is open", () => {
  const session = { createdAt: 0, expiresAt: 8 * hour, lastSeenAt: 0 };
  expect(sessionEnds(session, limits).expiresAt).toBe(8 * hour);
});

test("no use keeps a session beyond its lifetime", () => {
  const session = { createdAt: 0, expiresAt: 24 * hour, lastSeenAt: 24 * hour - 1 };
  expect(sessionEnds(session, limits).idleExpiresAt).toBe(24 * hour);
});

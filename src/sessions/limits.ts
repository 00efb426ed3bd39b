import type { OpenSession, Snapshot } from "../gatekeeper/contract.ts";

/** How long sessions last where a tenant has not decided otherwise. */
export const defaultSessionLimits = { sessionIdleMinutes: 3 * 24 * 60, sessionLifetimeHours: 7 * 24 } as const;

/** What a tenant may decide. */
export const sessionLimitRanges = {
  sessionIdleMinutes: { least: 5, most: 30 * 24 * 60 },
  sessionLifetimeHours: { least: 1, most: 30 * 24 },
} as const;

/** How long a session lasts, in milliseconds, whatever was true when it was opened. */
export interface SessionLimits {
  readonly idle: number;
  readonly lifetime: number;
}

export function sessionLimitsOf({
  sessionIdleMinutes,
  sessionLifetimeHours,
}: Pick<Snapshot["settings"], "sessionIdleMinutes" | "sessionLifetimeHours">): SessionLimits {
  return { idle: sessionIdleMinutes * minute, lifetime: sessionLifetimeHours * hour };
}

/** When a session ends by itself, in milliseconds since 1970. */
export interface SessionEnds {
  /** However much it is used. */
  readonly expiresAt: number;
  /** If it is not used again; never later than the other. */
  readonly idleExpiresAt: number;
}

/**
 * When a session ends by the limits its tenant has now. It was promised no longer than it was opened for: a tenant
 * that grants longer sessions later does not mean this one.
 */
export function sessionEnds(
  { createdAt, expiresAt, lastSeenAt }: Pick<OpenSession, "createdAt" | "expiresAt" | "lastSeenAt">,
  { idle, lifetime }: SessionLimits,
): SessionEnds {
  const latest = Math.min(expiresAt, createdAt + lifetime);
  return { expiresAt: latest, idleExpiresAt: Math.min(latest, lastSeenAt + idle) };
}

const minute = 60_000;
const hour = 60 * minute;

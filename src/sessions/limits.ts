/** How long sessions last where a tenant has not decided otherwise. */
export const defaultSessionLimits = { sessionIdleMinutes: 3 * 24 * 60, sessionLifetimeHours: 7 * 24 } as const;

/** What a tenant may decide. */
export const sessionLimitRanges = {
  sessionIdleMinutes: { least: 5, most: 30 * 24 * 60 },
  sessionLifetimeHours: { least: 1, most: 30 * 24 },
} as const;

import { defaultAttemptLimits } from "../attempts/limits.ts";
import { defaultSessionLimits } from "../sessions/limits.ts";

/** What a tenant's settings say where nobody has decided, and where they were stored before there was a choice. */
export const defaultSettings = { ...defaultSessionLimits, ...defaultAttemptLimits, auditRetentionDays: null } as const;

import { z } from "@hono/zod-openapi";
import { attemptLimitRanges } from "../attempts/limits.ts";
import { isOneLine } from "../identity/contract.ts";
import { sessionLimitRanges } from "../sessions/limits.ts";

const appName = z.string().trim().min(1, "must not be empty").max(60).refine(isOneLine, "must be one line of text");
const primaryColor = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "must be a colour like #3b5bdb")
  .nullable();

const sessionIdleMinutes = limit(sessionLimitRanges.sessionIdleMinutes);
const sessionLifetimeHours = limit(sessionLimitRanges.sessionLifetimeHours);
const accountFailureLimit = limit(attemptLimitRanges.accountFailureLimit);
const addressFailureLimit = limit(attemptLimitRanges.addressFailureLimit);
const lockoutMinutes = limit(attemptLimitRanges.lockoutMinutes);
const auditRetentionDays = limit({ least: 30, most: 3650 }).nullable();

/** The settings document; its version is its ETag. */
export const settings = z
  .object({
    version: z.number().int(),
    appName: z.string(),
    primaryColor: z.string().nullable(),
    /** A session that is not used for this long ends. */
    sessionIdleMinutes: z.number().int(),
    /** A session ends this long after its sign-in, however much it is used. */
    sessionLifetimeHours: z.number().int(),
    /** How many failed sign-ins an account may have within `lockoutMinutes` before sign-in to it must wait. */
    accountFailureLimit: z.number().int(),
    /** The same for an address, whichever accounts of the organization they were for. */
    addressFailureLimit: z.number().int(),
    lockoutMinutes: z.number().int(),
    /** The audit log keeps entries for this long; null is for ever. */
    auditRetentionDays: z.number().int().nullable(),
  })
  .openapi("Settings");

export const updateSettingsBody = z
  .strictObject({
    appName: appName.optional(),
    primaryColor: primaryColor.optional(),
    sessionIdleMinutes: sessionIdleMinutes.optional(),
    sessionLifetimeHours: sessionLifetimeHours.optional(),
    accountFailureLimit: accountFailureLimit.optional(),
    addressFailureLimit: addressFailureLimit.optional(),
    lockoutMinutes: lockoutMinutes.optional(),
    auditRetentionDays: auditRetentionDays.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "must change something")
  .openapi("UpdateSettings");

function limit({ least, most }: { readonly least: number; readonly most: number }) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
}

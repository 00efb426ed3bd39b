import { z } from "@hono/zod-openapi";
import { isOneLine } from "../identity/contract.ts";

const appName = z.string().trim().min(1, "must not be empty").max(60).refine(isOneLine, "must be one line of text");
const primaryColor = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "must be a colour like #3b5bdb")
  .nullable();

/** The settings document; its version is its ETag. */
export const settings = z
  .object({ version: z.number().int(), appName: z.string(), primaryColor: z.string().nullable() })
  .openapi("Settings");

export const updateSettingsBody = z
  .strictObject({ appName: appName.optional(), primaryColor: primaryColor.optional() })
  .refine((body) => Object.keys(body).length > 0, "must change something")
  .openapi("UpdateSettings");

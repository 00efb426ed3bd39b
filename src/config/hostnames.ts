import { z } from "zod";
import { Redacted } from "../secrets/redacted.ts";

/** A name in ASCII, lower case, without a trailing dot. */
const name = z.string().regex(/^(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}$/, "must be a name in lower case");

/** What tenants point the CNAME records of their own hostnames at. */
export const cnameTarget = name;

/** The names that are no tenant's to add, separated by spaces: `a.example` is that one, `*.a.example` all below it. */
export const reservedHostnames = z
  .string()
  .transform((text) => text.split(" ").filter((part) => part !== ""))
  .pipe(z.array(z.string().regex(/^(?:\*\.)?(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}$/)).min(1));

/** Where custom hostnames are registered, and with what. */
export const cloudflareVariables = {
  CLOUDFLARE_ZONE_ID: z.string().regex(/^[0-9a-f]{32}$/, "must be a zone's id"),
  CLOUDFLARE_API_TOKEN: z
    .string()
    .min(20, "must be an API token")
    .transform((value) => new Redacted(value)),
};

/** What Cloudflare proves itself with when it notifies us. */
export const webhookSecret = z
  .string()
  .min(32, "must have at least 32 characters")
  .transform((value) => new Redacted(value));

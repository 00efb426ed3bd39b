import { z } from "zod";
import type { PublicAddress } from "../tenancy/public-origin.ts";

const publicAddressVariables = z.object({
  BASE_DOMAIN: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, "must be a lower-case domain"),
  PUBLIC_SCHEME: z.enum(["http", "https"]),
  PUBLIC_PORT: z.string().regex(/^\d{0,5}$/, "must be a port number or empty"),
});

/** The public address from a Worker's variables. */
export function publicAddressFrom(env: unknown): PublicAddress {
  const variables = parseVariables(publicAddressVariables, env);
  return Object.freeze({
    baseDomain: variables.BASE_DOMAIN,
    scheme: variables.PUBLIC_SCHEME,
    port: variables.PUBLIC_PORT,
  });
}

/** Parses a Worker's variables; throws an error that names each bad key and never shows a value, which may be a secret. */
export function parseVariables<Schema extends z.ZodType>(schema: Schema, env: unknown): z.output<Schema> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const keys = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
  throw new Error(`The configuration of this Worker is not valid: ${keys.join("; ")}`);
}

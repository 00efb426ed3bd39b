import { z } from "zod";
import { resolversFrom, resolverVariables } from "../src/config/egress.ts";
import { cloudflareVariables, cnameTarget } from "../src/config/hostnames.ts";
import { keyRingFrom, keyRingVariables } from "../src/config/secrets.ts";
import { parseVariables, publicAddressFrom } from "../src/config/variables.ts";

/** The coordinator's bindings, as wrangler.toml declares them. */
export interface CoordinatorEnv {
  readonly DB: Hyperdrive;
  readonly HINTS: KVNamespace;
  readonly EMAIL: SendEmail;
  readonly CLOUDFLARE_ZONE: DurableObjectNamespace;
}

export type CoordinatorConfig = ReturnType<typeof coordinatorConfig>;

const sender = z
  .string()
  .regex(/^[^<>"]+ <[^<>\s@]+@[^<>\s@]+>$/, "must be like Name <address@host>")
  .transform((text) => {
    const start = text.lastIndexOf("<");
    return { name: text.slice(0, start).trim(), email: text.slice(start + 1, -1) };
  });

const variables = z.object({
  MAIL_FROM: sender,
  ...keyRingVariables,
  ...resolverVariables,
  ...cloudflareVariables,
  CNAME_TARGET: cnameTarget,
  DATABASE_PIPELINE: z.enum(["on", "off"]).default("on"),
  LEASES: z.enum(["auto", "always", "never"]).default("auto"),
});

/** Parsed once, when the Worker starts: with a bad configuration it does not. */
export function coordinatorConfig(env: unknown) {
  const parsed = parseVariables(variables, env);
  const address = publicAddressFrom(env);
  return Object.freeze({
    address,
    dnsOverHttps: resolversFrom(parsed, address),
    cloudflare: Object.freeze({ zoneId: parsed.CLOUDFLARE_ZONE_ID, apiToken: parsed.CLOUDFLARE_API_TOKEN }),
    cnameTarget: parsed.CNAME_TARGET,
    mailFrom: parsed.MAIL_FROM,
    keyRing: keyRingFrom(parsed),
    leases: parsed.LEASES,
    databasePipeline: parsed.DATABASE_PIPELINE === "on",
  });
}

import { z } from "zod";
import { auditVerificationKeys } from "../audit-chain/checkpoint.ts";
import { egressVariables, localIssuersFrom, resolversFrom } from "../config/egress.ts";
import { cnameTarget, reservedHostnames, webhookSecret } from "../config/hostnames.ts";
import { sessionSecret } from "../config/secrets.ts";
import { parseVariables, publicAddressFrom } from "../config/variables.ts";
import type { IdentityRpc } from "../identity/rpc.ts";
import type { SsoRpc } from "../sso/rpc.ts";

/** The server's bindings, as wrangler.toml declares them. */
export interface ServerEnv {
  readonly AUTH: IdentityRpc & SsoRpc;
  readonly COORDINATOR: DurableObjectNamespace;
  readonly ATTEMPTS: DurableObjectNamespace;
  readonly ADDRESS_LIMIT: RateLimit;
  readonly TENANT_LIMIT: RateLimit;
  readonly STATIC_ASSETS: Fetcher;
  readonly HINTS: KVNamespace;
  readonly AUDIT_WITNESS: R2Bucket;
  readonly DB: Hyperdrive;
  readonly EMAIL: SendEmail;
}

export type ServerConfig = ReturnType<typeof serverConfig>;

const variables = z.object({
  SESSION_SECRET: sessionSecret,
  AUDIT_VERIFICATION_KEYS: auditVerificationKeys,
  ...egressVariables,
  CNAME_TARGET: cnameTarget,
  RESERVED_HOSTNAMES: reservedHostnames,
  CLOUDFLARE_WEBHOOK_SECRET: webhookSecret,
  MAIL_FROM: z.string().min(3),
  DATABASE_PIPELINE: z.enum(["on", "off"]).default("on"),
});

/** Parsed once, when the Worker starts: with a bad configuration it does not. */
export function serverConfig(env: unknown) {
  const parsed = parseVariables(variables, env);
  const address = publicAddressFrom(env);
  return Object.freeze({
    address,
    dnsOverHttps: resolversFrom(parsed, address),
    localIssuers: localIssuersFrom(parsed, address),
    cnameTarget: parsed.CNAME_TARGET,
    reservedHostnames: parsed.RESERVED_HOSTNAMES,
    cloudflareWebhookSecret: parsed.CLOUDFLARE_WEBHOOK_SECRET,
    mailFrom: parsed.MAIL_FROM,
    sessionSecret: parsed.SESSION_SECRET,
    auditVerificationKeys: parsed.AUDIT_VERIFICATION_KEYS,
    databasePipeline: parsed.DATABASE_PIPELINE === "on",
  });
}

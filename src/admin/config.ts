import { z } from "zod";
import { auditSigningKey, auditVerificationKeys } from "../audit-chain/checkpoint.ts";
import { cnameTarget } from "../config/hostnames.ts";
import { parseVariables, publicAddressFrom } from "../config/variables.ts";
import { Redacted } from "../secrets/redacted.ts";
import { publicOrigin } from "../tenancy/public-origin.ts";

/** The admin worker's bindings, as its wrangler.toml declares them. */
export interface AdminEnv {
  readonly COORDINATOR: DurableObjectNamespace;
  readonly CLOUDFLARE_ZONE: DurableObjectNamespace;
  /** The server, asked for what it tells everyone. */
  readonly SERVER: Fetcher;
  readonly ASSETS: Fetcher;
  readonly DB: Hyperdrive;
  readonly AUDIT_WITNESS: R2Bucket;
  readonly EMAIL: SendEmail;
}

export type AdminConfig = ReturnType<typeof adminConfig>;

const variables = z
  .object({
    // A trailing slash would refuse every token, because `iss` is compared as it is.
    ACCESS_TEAM_DOMAIN: z
      .string()
      .regex(/^https:\/\/[^/\s]+$/, "must be https://<team domain>, without a trailing slash"),
    ACCESS_AUDIENCE: z.string().regex(/^[0-9a-f]{64}$/, "must be the audience tag of the Access application"),
    MAIL_FROM: z.string().min(3),
    AUDIT_SIGNING_KEY: auditSigningKey,
    AUDIT_VERIFICATION_KEYS: auditVerificationKeys,
    AUDIT_CHECKPOINT_SECONDS: z
      .string()
      .regex(/^\d{1,5}$/, "must be seconds")
      .transform(Number),
    CNAME_TARGET: cnameTarget,
    DATABASE_PIPELINE: z.enum(["on", "off"]).default("on"),
  })
  .refine(
    ({ AUDIT_SIGNING_KEY: { kid, x, y }, AUDIT_VERIFICATION_KEYS: { keys } }) =>
      keys.some((key) => key.kid === kid && key.x === x && key.y === y),
    { path: ["AUDIT_VERIFICATION_KEYS"], message: "must have the public half of AUDIT_SIGNING_KEY" },
  );

/** Parsed once, when the Worker starts: with a bad configuration it does not. */
export function adminConfig(env: unknown) {
  const parsed = parseVariables(variables, env);
  const address = publicAddressFrom(env);
  return Object.freeze({
    address,
    origin: publicOrigin(address, `admin.${address.baseDomain}`),
    access: Object.freeze({ issuer: parsed.ACCESS_TEAM_DOMAIN, audience: parsed.ACCESS_AUDIENCE }),
    mailFrom: parsed.MAIL_FROM,
    auditSigningKey: new Redacted(parsed.AUDIT_SIGNING_KEY),
    auditVerificationKeys: parsed.AUDIT_VERIFICATION_KEYS,
    cnameTarget: parsed.CNAME_TARGET,
    auditCheckpointSeconds: parsed.AUDIT_CHECKPOINT_SECONDS,
    databasePipeline: parsed.DATABASE_PIPELINE === "on",
  });
}

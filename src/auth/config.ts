import { z } from "zod";
import { egressVariables, localIssuersFrom, resolversFrom } from "../config/egress.ts";
import { keyRingFrom, keyRingVariables, sessionSecret } from "../config/secrets.ts";
import { parseVariables, publicAddressFrom } from "../config/variables.ts";

/** The auth worker's bindings, as its wrangler file declares them. */
export interface AuthEnv {
  readonly COORDINATOR: DurableObjectNamespace;
  readonly DB: Hyperdrive;
}

export type AuthConfig = ReturnType<typeof authConfig>;

const variables = z
  .looseObject({
    SESSION_SECRET: sessionSecret,
    ...keyRingVariables,
    ...egressVariables,
    DATABASE_PIPELINE: z.enum(["on", "off"]).default("on"),
  })
  .superRefine((given, context) => {
    // Better Auth reads variables of its own, past what it is told: origins to trust, secrets, where to report to.
    for (const name of Object.keys(given).filter((key) => key.startsWith("BETTER_AUTH_"))) {
      context.addIssue({ code: "custom", path: [name], message: "must not be set" });
    }
  });

/** Parsed once, when the Worker starts: with a bad configuration it does not. */
export function authConfig(env: unknown) {
  const parsed = parseVariables(variables, env);
  const address = publicAddressFrom(env);
  return Object.freeze({
    address,
    dnsOverHttps: resolversFrom(parsed, address),
    localIssuers: localIssuersFrom(parsed, address),
    sessionSecret: parsed.SESSION_SECRET,
    keyRing: keyRingFrom(parsed),
    databasePipeline: parsed.DATABASE_PIPELINE === "on",
  });
}

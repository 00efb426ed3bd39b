import { z } from "zod";
import { parseVariables } from "../config/variables.ts";
import { keyRing } from "../secrets/seal.ts";

/** The auth worker's bindings, as its wrangler file declares them. */
export interface AuthEnv {
  readonly COORDINATOR: DurableObjectNamespace;
  readonly DB: Hyperdrive;
}

export type AuthConfig = ReturnType<typeof authConfig>;

const variables = z.object({
  SESSION_SECRET: z.string().min(32, "must have at least 32 characters"),
  ENCRYPTION_KEYS: keyRing,
  DATABASE_PIPELINE: z.enum(["on", "off"]).default("on"),
});

/** Parsed once, when the Worker starts: with a bad configuration it does not. */
export function authConfig(env: unknown) {
  const parsed = parseVariables(variables, env);
  return Object.freeze({
    sessionSecret: parsed.SESSION_SECRET,
    encryptionKeys: Object.freeze(parsed.ENCRYPTION_KEYS),
    databasePipeline: parsed.DATABASE_PIPELINE === "on",
  });
}

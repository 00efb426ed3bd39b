import { z } from "zod";
import { KeyRingSource, type StoredSecret } from "../secrets/key-ring-source.ts";
import { Redacted } from "../secrets/redacted.ts";

/** A Worker secret, checked when the Worker starts. Everybody must sign in again when it changes. */
export const sessionSecret = z
  .string()
  .min(32, "must have at least 32 characters")
  .transform((value) => new Redacted(value));

/** The key ring comes from the Secrets Store. A binding tells nothing until a request asks it, so that is all there is to check. */
export const keyRingVariables = {
  ENCRYPTION_KEYS: z.custom<StoredSecret>(
    (value) => typeof (value as StoredSecret | undefined)?.get === "function",
    "must be a binding of the Secrets Store",
  ),
  ENCRYPTION_KEYS_AGE_SECONDS: z.coerce.number().int().min(1).max(60).default(60),
};

/** What a change of the ring takes to reach everybody: see {@link KeyRingSource}. */
export function keyRingFrom(variables: {
  readonly ENCRYPTION_KEYS: StoredSecret;
  readonly ENCRYPTION_KEYS_AGE_SECONDS: number;
}): KeyRingSource {
  return new KeyRingSource(variables.ENCRYPTION_KEYS, Date.now, variables.ENCRYPTION_KEYS_AGE_SECONDS * 1_000);
}

import { z } from "zod";

/** What seals and opens: keys that can be used and not be read, by name. New texts are sealed with the current one. */
export interface KeyRing {
  readonly current: string;
  readonly keys: ReadonlyMap<string, CryptoKey>;
}

/** `{"current": "k2", "keys": {"k1": "<base64, 32 bytes>", "k2": …}}`, as it is kept in the secret store. */
const keyRingDocument = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .strictObject({ current: z.string(), keys: z.record(z.string().regex(/^[a-z0-9]{1,20}$/), z.string()) })
      .refine((ring) => Object.hasOwn(ring.keys, ring.current), "must hold its current key")
      .refine((ring) => Object.values(ring.keys).every((key) => isKey(key)), "must hold keys of 32 bytes"),
  );

export type KeyRingDocument = z.output<typeof keyRingDocument>;

/** @throws an error that says what is wrong with the ring, and shows none of it */
export function parseKeyRing(text: unknown): KeyRingDocument {
  const parsed = keyRingDocument.safeParse(text);
  if (parsed.success) return parsed.data;
  const reasons = new Set(parsed.error.issues.map(({ code, message }) => (code === "custom" ? message : code)));
  throw new Error(`ENCRYPTION_KEYS is not valid: ${[...reasons].join("; ")}`);
}

export async function importKeyRing({ current, keys }: KeyRingDocument): Promise<KeyRing> {
  const imported = Object.entries(keys).map(async ([id, key]) => {
    const usable = await crypto.subtle.importKey("raw", decodeBase64(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    return [id, usable] as const;
  });
  return { current, keys: new Map(await Promise.all(imported)) };
}

/** Accepts base64 and base64url, with or without padding. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

function isKey(text: string): boolean {
  try {
    return decodeBase64(text).byteLength === 32;
  } catch {
    return false;
  }
}

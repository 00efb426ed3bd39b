import { z } from "zod";
import { base64Url } from "../identifiers/digest.ts";

/**
 * AES-256-GCM under a key ring. A sealed text is `v1.<key id>.<iv>.<ciphertext>`, base64url; the associated data
 * binds it to its place (tenant and column), so that a ciphertext moved elsewhere does not open.
 */
export class Seal {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  async seal(plaintext: string, place: string): Promise<string> {
    const id = this.#ring.current;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const ciphertext = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: encode(place) },
      await this.#key(id),
      encode(plaintext),
    );
    return `v1.${id}.${base64Url(iv)}.${base64Url(new Uint8Array(ciphertext))}`;
  }

  /** Throws when the text was not sealed for this place or its key has left the ring: that is a bug or tampering. */
  async open(sealed: string, place: string): Promise<string> {
    const [version, id, iv, ciphertext] = sealed.split(".");
    if (version !== "v1" || id === undefined || iv === undefined || ciphertext === undefined) {
      throw new Error("Not a sealed text");
    }
    const plaintext = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: decode(iv), additionalData: encode(place) },
      await this.#key(id),
      decode(ciphertext),
    );
    return new TextDecoder().decode(plaintext);
  }

  async #key(id: string): Promise<CryptoKey> {
    const bytes = Object.hasOwn(this.#ring.keys, id) ? this.#ring.keys[id] : undefined;
    if (bytes === undefined) throw new Error(`The key ring has no key ${id}`);
    return crypto.subtle.importKey("raw", decode(bytes), "AES-GCM", false, ["encrypt", "decrypt"]);
  }
}

/** `{"current": "k2", "keys": {"k1": "<base64, 32 bytes>", "k2": …}}`: new texts use `current`, old ones the key they name. */
export const keyRing = z
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
      .object({ current: z.string().regex(/^[a-z0-9]+$/), keys: z.record(z.string(), z.string()) })
      .refine((ring) => Object.hasOwn(ring.keys, ring.current), "must hold its current key")
      .refine((ring) => Object.values(ring.keys).every((key) => isKey(key)), "must hold keys of 32 bytes"),
  );

export type KeyRing = z.output<typeof keyRing>;

function isKey(text: string): boolean {
  try {
    return decode(text).byteLength === 32;
  } catch {
    return false;
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

/** Accepts base64 and base64url, with or without padding. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

import { base64Url } from "../identifiers/digest.ts";
import { decodeBase64, importKeyRing, type KeyRing, type KeyRingDocument } from "./key-ring.ts";

/**
 * AES-256-GCM under a key ring. A sealed text is `v1.<key id>.<iv>.<ciphertext>`, base64url; the associated data
 * binds it to its place (see sealed-columns.ts), so that a ciphertext moved elsewhere does not open.
 */
export class Seal {
  readonly #ring: () => Promise<KeyRing>;

  /** @param ring is asked for every text: which key is the current one may change from one to the next */
  constructor(ring: () => Promise<KeyRing>) {
    this.#ring = ring;
  }

  async seal(plaintext: string, place: string): Promise<string> {
    const { current, keys } = await this.#ring();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const ciphertext = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: encode(place) },
      keyOf(keys, current),
      encode(plaintext),
    );
    return `v1.${current}.${base64Url(iv)}.${base64Url(new Uint8Array(ciphertext))}`;
  }

  /** Throws when the text was not sealed for this place or its key has left the ring: that is a bug or tampering. */
  async open(sealed: string, place: string): Promise<string> {
    const { keyId, iv, ciphertext } = partsOf(sealed);
    const { keys } = await this.#ring();
    const plaintext = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: decodeBase64(iv), additionalData: encode(place) },
      keyOf(keys, keyId),
      decodeBase64(ciphertext),
    );
    return new TextDecoder().decode(plaintext);
  }
}

/** A seal with a ring that does not change. */
export function sealWith(document: KeyRingDocument): Seal {
  const ring = importKeyRing(document);
  return new Seal(() => ring);
}

/** Under which key a text was sealed. Throws when it was not. */
export function sealingKeyOf(sealed: string): string {
  return partsOf(sealed).keyId;
}

function partsOf(sealed: string) {
  const [version, keyId, iv, ciphertext] = sealed.split(".");
  if (version !== "v1" || keyId === undefined || iv === undefined || ciphertext === undefined) {
    throw new Error("Not a sealed text");
  }
  return { keyId, iv, ciphertext };
}

function keyOf(keys: KeyRing["keys"], id: string): CryptoKey {
  const key = keys.get(id);
  if (key === undefined) throw new Error(`The key ring has no key ${id}`);
  return key;
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

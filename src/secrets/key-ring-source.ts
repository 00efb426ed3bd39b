import { importKeyRing, parseKeyRing, type KeyRing } from "./key-ring.ts";

/** A binding of Cloudflare's Secrets Store (https://developers.cloudflare.com/secrets-store/integrations/workers/). */
export interface StoredSecret {
  get(): Promise<string>;
}

/**
 * The key ring as this isolate last read it. The store may change it without a deployment, so it is read again when it
 * is older than `maximumAgeMilliseconds`: so long after a change, and no longer, somebody may still seal with what was
 * the current key. Rotation waits for that. Hence a ring that is too old is not used, even when the store does not
 * answer: a text sealed with a key that has left the ring could never be opened again.
 */
export class KeyRingSource {
  readonly #secret: StoredSecret;
  readonly #now: () => number;
  readonly #maximumAgeMilliseconds: number;
  #ring: KeyRing | undefined;
  #readAt = 0;

  constructor(secret: StoredSecret, now: () => number, maximumAgeMilliseconds: number) {
    this.#secret = secret;
    this.#now = now;
    this.#maximumAgeMilliseconds = maximumAgeMilliseconds;
  }

  /**
   * @throws when the store does not answer or holds no ring; the error shows nothing of what it holds
   */
  async current(): Promise<KeyRing> {
    const age = this.#now() - this.#readAt;
    if (this.#ring !== undefined && age >= 0 && age < this.#maximumAgeMilliseconds) return this.#ring;
    // Dated by when it was asked for. Several requests may ask at once: what one waits for belongs to it alone.
    const askedAt = this.#now();
    const text = await this.#secret.get().catch(() => {
      throw new Error("ENCRYPTION_KEYS cannot be read from the secret store");
    });
    const ring = await importKeyRing(parseKeyRing(text));
    // Where the clock has stepped back, what is kept seems to be from later, and would be used again by then.
    if (askedAt >= this.#readAt || age < 0) [this.#ring, this.#readAt] = [ring, askedAt];
    return ring;
  }
}

import { decodeProtectedHeader } from "jose";
import type { JsonWebKeySet } from "./claims.ts";

/**
 * The public keys tokens are verified with, as this isolate last heard them from the auth worker. A set is kept for
 * five minutes; a token that names a key it lacks has it fetched again, at most every ten seconds, so that forged
 * key ids cost nothing.
 */
export class VerificationKeys {
  readonly #now: () => number;
  #keys: JsonWebKeySet = { keys: [] };
  #fetchedAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  async forToken(token: string, fetchKeys: () => Promise<JsonWebKeySet>): Promise<JsonWebKeySet> {
    const age = this.#now() - this.#fetchedAt;
    if (age > maximumAge || (age > refetchInterval && !this.#has(keyIdOf(token)))) {
      this.#keys = await fetchKeys();
      this.#fetchedAt = this.#now();
    }
    return this.#keys;
  }

  #has(keyId: string | null): boolean {
    return this.#keys.keys.some((key) => key["kid"] === keyId);
  }
}

const maximumAge = 5 * 60_000;
const refetchInterval = 10_000;

function keyIdOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).kid ?? null;
  } catch {
    return null;
  }
}

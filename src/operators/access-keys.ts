import { z } from "zod";

const keySet = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal("RSA"), n: z.string(), e: z.string() })),
});

export type AccessKey = z.infer<typeof keySet>["keys"][number];

/**
 * The public keys of Access, as this isolate last heard them. A set is used for five minutes, and for an hour while
 * Access does not answer. A key id it lacks has it fetched again (keys rotate), at most every five seconds, so that
 * made-up ids cost nothing. Requests share the set and never a promise: one may not wait for another's I/O.
 *
 * Rotation: every six weeks, the previous key stays valid for seven days.
 * developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json
 */
export class AccessKeys {
  readonly #now: () => number;
  #keys: readonly AccessKey[] = [];
  #fetchedAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The key with this id, null when Access has none. Throws `AccessUnreachable` when there is no set to look in. */
  async find(keyId: string, fetchKeys: () => Promise<unknown>): Promise<AccessKey | null> {
    const age = this.#now() - this.#fetchedAt;
    const known = this.#keys.find(({ kid }) => kid === keyId);
    if (age < freshMilliseconds && (known !== undefined || age < refetchMilliseconds)) return known ?? null;
    try {
      this.#keys = keySet.parse(await fetchKeys()).keys;
      this.#fetchedAt = this.#now();
    } catch (error) {
      if (age > staleMilliseconds)
        throw new AccessUnreachable("The keys of Access cannot be fetched", { cause: error });
    }
    return this.#keys.find(({ kid }) => kid === keyId) ?? null;
  }
}

export class AccessUnreachable extends Error {}

const refetchMilliseconds = 5_000;
const freshMilliseconds = 5 * 60_000;
const staleMilliseconds = 60 * 60_000;

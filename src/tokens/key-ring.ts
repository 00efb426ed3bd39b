import { asc, gt, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from "jose";
import type { ControlDb } from "../database/control-db.ts";
import type { Seal } from "../secrets/seal.ts";
import { placeOf, sealedColumns } from "../secrets/sealed-columns.ts";
import { tokenAlgorithm, type JsonWebKeySet } from "./claims.ts";
import type { SigningKey } from "./mint.ts";
import { keysThatVerify, keyThatSigns, missingKey, type KeyTimes } from "./rotation.ts";
import { signingKeys } from "./table.ts";

type StoredKey = typeof signingKeys.$inferSelect;

/**
 * The signing keys as this isolate last read them. It holds no authority: after a minute it reads again, so a key
 * that was taken out of the database signs and is published here for a minute at most. Whoever finds the next key
 * missing makes it; of several who do at the same time, one.
 */
export class TokenKeyRing {
  readonly #seal: Seal;
  readonly #now: () => Date;
  #keys: readonly StoredKey[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #opened: SigningKey | null = null;

  constructor(seal: Seal, now: () => Date) {
    this.#seal = seal;
    this.#now = now;
  }

  /** @param control opens the platform's database, and is only called when the keys must be read */
  async signingKey(control: () => ControlDb): Promise<SigningKey> {
    const key = keyThatSigns(await this.#current(control), this.#now());
    if (key === null) throw new Error("No signing key, although one was just made sure of");
    if (this.#opened?.kid !== key.kid) this.#opened = { kid: key.kid, privateKey: await this.#open(key) };
    return this.#opened;
  }

  /** The public halves (RFC 7517 section 5). */
  async publicKeys(control: () => ControlDb): Promise<JsonWebKeySet> {
    const keys = keysThatVerify(await this.#current(control), this.#now());
    return { keys: keys.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: tokenAlgorithm, use: "sig" })) };
  }

  async #current(control: () => ControlDb): Promise<readonly StoredKey[]> {
    const now = this.#now();
    const fresh = now.getTime() - this.#readAt < maximumAgeMilliseconds;
    if (!fresh || missingKey(this.#keys, now) !== null) {
      const { db } = control();
      this.#keys = await readKeys(db, now);
      if (missingKey(this.#keys, now) !== null) this.#keys = await this.#complete(db, now);
      this.#readAt = now.getTime();
    }
    return this.#keys;
  }

  /** Makes the missing key. The lock makes everybody who wants to wait for the first, and then find that key. */
  async #complete(db: NodePgDatabase, now: Date): Promise<StoredKey[]> {
    return db.transaction(async (transaction) => {
      await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended('signing_keys', 0))`);
      const missing = missingKey(await readKeys(transaction, now), now);
      if (missing !== null) await transaction.insert(signingKeys).values(await this.#make(missing));
      return readKeys(transaction, now);
    });
  }

  async #make(times: KeyTimes): Promise<typeof signingKeys.$inferInsert> {
    const pair = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    // RFC 7638: a key's name is its fingerprint, so no other key can ever go by it.
    const kid = await calculateJwkThumbprint(publicJwk);
    const privateKey = await this.#seal.seal(JSON.stringify(await exportJWK(pair.privateKey)), placeOfKey(kid));
    return { kid, algorithm: tokenAlgorithm, publicJwk: { ...publicJwk }, privateKey, ...times };
  }

  async #open({ kid, privateKey }: StoredKey): Promise<CryptoKey> {
    const jwk = JSON.parse(await this.#seal.open(privateKey, placeOfKey(kid))) as JWK;
    const key = await importJWK(jwk, tokenAlgorithm, { extractable: false });
    if (key instanceof Uint8Array) throw new Error("The signing key is not an elliptic curve's");
    return key;
  }
}

/** How long an isolate goes by what it has read. */
const maximumAgeMilliseconds = 60_000;

function placeOfKey(kid: string): string {
  return placeOf(sealedColumns.signingKey, kid);
}

async function readKeys(db: Pick<NodePgDatabase, "select">, now: Date): Promise<StoredKey[]> {
  return db.select().from(signingKeys).where(gt(signingKeys.expiresAt, now)).orderBy(asc(signingKeys.activeAt));
}

/** What a witness keeps besides the statement: the hash, in the object's name. */
export interface Witness {
  readonly sequence: number;
  readonly hash: string;
  readonly read: () => Promise<string>;
}

/** Where checkpoints are kept besides the database, by somebody whom the database's administrator does not command. */
export interface WitnessStore {
  /** Those of a chain at places after one and up to another, in order; no more than `limit`. */
  list(chain: string, after: number, through: number, limit: number): Promise<Witness[]>;
}

/** One that can be added to. What is there is never replaced. */
export interface WitnessBook extends WitnessStore {
  add(chain: string, sequence: number, hash: string, statement: string): Promise<void>;
}

/** The name of a witness's object. It holds the hash, so that a list alone can be compared with a chain. */
export function witnessKey(chain: string, sequence: number, hash: string): string {
  return `${chain}/${padded(sequence)}-${hash}.jws`;
}

/** What an object's name says, null for one that is no witness. */
export function readWitnessKey(key: string): { chain: string; sequence: number; hash: string } | null {
  const [, chain, digits, hash] = /^([^/]+)\/(\d{16})-([0-9a-f]{64})\.jws$/.exec(key) ?? [];
  if (chain === undefined || digits === undefined || hash === undefined) return null;
  return { chain, sequence: Number(digits), hash };
}

/** The witness in a bucket, which production locks: what has been written can be neither changed nor deleted. */
export function bucketWitness(bucket: R2Bucket): WitnessBook {
  return {
    async list(chain, after, through, limit) {
      const found: Witness[] = [];
      // `~` comes after every digit of a hash: what stands at `after` itself is not asked for.
      let startAfter = `${chain}/${padded(after)}-~`;
      for (;;) {
        const { objects, truncated } = await bucket.list({ prefix: `${chain}/`, startAfter });
        for (const { key } of objects) {
          const named = readWitnessKey(key);
          if (named === null || named.chain !== chain) continue;
          if (named.sequence > through || found.length === limit) return found;
          found.push({ ...named, read: () => textOf(bucket, key) });
        }
        if (!truncated) return found;
        startAfter = objects.at(-1)?.key ?? startAfter;
      }
    },
    async add(chain, sequence, hash, statement) {
      const absent = new Headers({ "if-none-match": "*" });
      await bucket.put(witnessKey(chain, sequence, hash), statement, { onlyIf: absent });
    },
  };
}

async function textOf(bucket: R2Bucket, key: string): Promise<string> {
  const object = await bucket.get(key);
  return object === null ? "" : object.text();
}

function padded(sequence: number): string {
  return String(sequence).padStart(16, "0");
}

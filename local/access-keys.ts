import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import type { CryptoKey, JWK } from "jose";

/** The signing keys of the local Access: the current one and, like Cloudflare's, the one before it. */
export interface AccessKeys {
  current(): Promise<{ readonly kid: string; readonly key: CryptoKey }>;
  /** Key set with the public halves, newest first (RFC 7517 section 5). */
  published(): { readonly keys: JWK[] };
  /** Signs with a new key from now on; the previous one stays published, the one before it is forgotten. */
  rotate(): Promise<void>;
}

/** Private keys, newest first. */
interface KeptKey {
  readonly kid: string;
  readonly privateKey: JWK;
}

/** Opens the keys kept in the file, or makes the first one. */
export async function openAccessKeys(path: string): Promise<AccessKeys> {
  let kept = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as KeptKey[],
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const rotate = async (): Promise<void> => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const added = { kid: randomBytes(32).toString("hex"), privateKey: await exportJWK(privateKey) };
    kept = [added, ...kept].slice(0, 2);
    await writeFile(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  if (kept.length === 0) await rotate();
  return {
    async current() {
      const [newest] = kept as [KeptKey];
      return { kid: newest.kid, key: (await importJWK(newest.privateKey, "RS256")) as CryptoKey };
    },
    published: () => ({ keys: kept.map(publicHalf) }),
    rotate,
  };
}

function publicHalf({ kid, privateKey: { kty, n, e } }: KeptKey): JWK {
  return { kid, kty: kty as string, alg: "RS256", use: "sig", n: n as string, e: e as string };
}

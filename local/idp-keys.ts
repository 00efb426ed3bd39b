import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { JWK } from "jose";

export const signingAlgorithms = ["RS256", "ES256"] as const;

/** The signing keys of one realm: the current pair and the one before it. */
export interface IdpKeys {
  /** Private halves, current ones first, one for each algorithm in turn. */
  all(): readonly JWK[];
  /** Signs with new keys from now on; the previous ones stay published, those before them are forgotten. */
  rotate(): Promise<void>;
}

/** Opens the keys kept in the file, or makes the first ones. */
export async function openIdpKeys(path: string): Promise<IdpKeys> {
  let kept = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as JWK[],
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const rotate = async (): Promise<void> => {
    const added = await Promise.all(signingAlgorithms.map(newSigningKey));
    kept = [...added, ...kept].slice(0, 2 * signingAlgorithms.length);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  if (kept.length === 0) await rotate();
  return { all: () => kept, rotate };
}

/** A private key that says what it is for. */
export async function newSigningKey(algorithm: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(16).toString("hex"), alg: algorithm, use: "sig" };
}

import { spawn } from "node:child_process";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyRingStore } from "../migrations/rotate.ts";
import { parseKeyRing } from "../src/secrets/key-ring.ts";
import { readEncryptionKeys, replaceEncryptionKeys } from "./secrets.ts";

/** The ring of a state of this machine, which its running Workers read from where this writes it. */
export function localKeyRing(folder: string): KeyRingStore {
  return {
    read: async () => parseKeyRing(await readEncryptionKeys(folder)),
    write: (ring) => replaceEncryptionKeys(folder, JSON.stringify(ring)),
  };
}

/** Where a secret of Cloudflare's Secrets Store is. */
export interface StoreAddress {
  readonly storeId: string;
  readonly secretId: string;
}

/**
 * A deployment's ring. Nobody can read a secret back out of the store but the Workers that are bound to it, so the file
 * is the original and the store its copy: it is written first, and is kept where only those may read it who may read
 * everything.
 *
 * @param publish brings the file's text to the Workers
 */
export function fileKeyRing(path: string, publish: (text: string) => Promise<void>): KeyRingStore {
  return {
    read: async () => parseKeyRing(await readFile(path, "utf8")),
    async write(ring) {
      const text = JSON.stringify(ring);
      await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
      await rename(`${path}.new`, path);
      await publish(text);
    },
  };
}

/** Updates a secret through wrangler, which is told it on its standard input: arguments show in the list of processes. */
export async function updateStoredSecret({ storeId, secretId }: StoreAddress, value: string): Promise<void> {
  const wrangler = join(import.meta.dirname, "..", "node_modules", "wrangler", "bin", "wrangler.js");
  const child = spawn(
    process.execPath,
    [wrangler, "secrets-store", "secret", "update", storeId, "--secret-id", secretId, "--remote"],
    { stdio: ["pipe", "ignore", "inherit"] },
  );
  child.stdin.end(value);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error("wrangler could not update the secret; run the command again to go on.");
}

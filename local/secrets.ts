import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The database roles that log in; bootstrap.sql creates them. */
export const databaseRoles = [
  "gatehouse_owner",
  "gatehouse_server",
  "gatehouse_auth",
  "gatehouse_coordinator",
  "gatehouse_operator",
] as const;

export type DatabaseRole = (typeof databaseRoles)[number];

/** What a deployment keeps in its secret store, made once per state. */
export interface LocalSecrets {
  /** 32 random bytes, base64. */
  readonly sessionSecret: string;
  /** JSON `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`. */
  readonly encryptionKeys: string;
  readonly superuserPassword: string;
  readonly rolePasswords: Readonly<Record<DatabaseRole, string>>;
}

/** Reads the secrets of a state, or makes them. `folder` must be readable by its owner only. */
export async function openSecrets(folder: string): Promise<LocalSecrets> {
  const path = join(folder, "secrets.json");
  const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (kept !== null) return JSON.parse(kept) as LocalSecrets;
  const made = makeSecrets();
  // Written whole or not at all: a cluster whose passwords are lost is lost.
  await writeFile(`${path}.new`, JSON.stringify(made, null, 2), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return made;
}

function makeSecrets(): LocalSecrets {
  const password = (): string => randomBytes(24).toString("base64url");
  return {
    sessionSecret: randomBytes(32).toString("base64"),
    encryptionKeys: JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } }),
    superuserPassword: password(),
    rolePasswords: {
      gatehouse_owner: password(),
      gatehouse_server: password(),
      gatehouse_auth: password(),
      gatehouse_coordinator: password(),
      gatehouse_operator: password(),
    },
  };
}

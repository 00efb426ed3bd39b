import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The database roles that log in; bootstrap.sql creates them. */
export const databaseRoles = [
  "gatehouse_owner",
  "gatehouse_server",
  "gatehouse_auth",
  "gatehouse_coordinator",
  "gatehouse_operator",
  "gatehouse_sealer",
] as const;

export type DatabaseRole = (typeof databaseRoles)[number];

/** What a deployment keeps in its secret store, made once per state. */
export interface LocalSecrets {
  /** 32 random bytes, base64. */
  readonly sessionSecret: string;
  /** JSON `{"current":"k1","keys":{"k1":"<32 bytes, base64>"}}`, as it was when the platform started. */
  readonly encryptionKeys: string;
  /** The private JWK that signs checkpoints of the audit logs, as JSON. */
  readonly auditSigningKey: string;
  /** What the coordinator calls Cloudflare with, and Cloudflare the server. */
  readonly cloudflareApiToken: string;
  readonly cloudflareWebhookSecret: string;
  readonly superuserPassword: string;
  readonly rolePasswords: Readonly<Record<DatabaseRole, string>>;
}

/** Reads the secrets of a state, or makes them. `folder` must be readable by its owner only. */
export async function openSecrets(folder: string): Promise<LocalSecrets> {
  const kept = await readSecrets(folder);
  const made = makeSecrets();
  // A state that is older than some of the secrets keeps those it has.
  const rolePasswords = { ...made.rolePasswords, ...kept?.rolePasswords };
  const complete: LocalSecrets = { ...made, ...kept, rolePasswords };
  if (JSON.stringify(complete) !== JSON.stringify(kept)) await writeSecrets(folder, complete);
  return complete;
}

/** The key ring as it is now: it may be rotated while the platform runs. */
export async function readEncryptionKeys(folder: string): Promise<string> {
  const secrets = await readSecrets(folder);
  if (secrets === null) throw new Error("This state has no secrets");
  return secrets.encryptionKeys;
}

export async function replaceEncryptionKeys(folder: string, encryptionKeys: string): Promise<void> {
  const secrets = await readSecrets(folder);
  if (secrets === null) throw new Error("This state has no secrets");
  await writeSecrets(folder, { ...secrets, encryptionKeys });
}

/** The public half of what signs checkpoints, as a JWK set: `AUDIT_VERIFICATION_KEYS`. */
export function auditVerificationKeysOf(secrets: LocalSecrets): string {
  const { d: _private, ...publicKey } = JSON.parse(secrets.auditSigningKey) as Record<string, string>;
  return JSON.stringify({ keys: [publicKey] });
}

async function readSecrets(folder: string): Promise<LocalSecrets | null> {
  const kept = await readFile(join(folder, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return kept === null ? null : (JSON.parse(kept) as LocalSecrets);
}

/** Written whole or not at all: a cluster whose passwords are lost is lost. */
async function writeSecrets(folder: string, secrets: LocalSecrets): Promise<void> {
  const path = join(folder, file);
  await writeFile(`${path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}

const file = "secrets.json";

function makeSecrets(): LocalSecrets {
  const password = (): string => randomBytes(24).toString("base64url");
  return {
    sessionSecret: randomBytes(32).toString("base64"),
    encryptionKeys: JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } }),
    auditSigningKey: makeSigningKey(),
    cloudflareApiToken: password(),
    cloudflareWebhookSecret: password(),
    superuserPassword: password(),
    rolePasswords: {
      gatehouse_owner: password(),
      gatehouse_server: password(),
      gatehouse_auth: password(),
      gatehouse_coordinator: password(),
      gatehouse_operator: password(),
      gatehouse_sealer: password(),
    },
  };
}

function makeSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: `audit-${randomBytes(6).toString("hex")}` });
}

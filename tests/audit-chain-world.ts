import postgres from "postgres";
import { Connection } from "../src/database/connection.ts";
import { ControlDb } from "../src/database/control-db.ts";
import { TenantDb } from "../src/database/tenant-db.ts";
import { tenantScope } from "../src/database/tenant-scope.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { platformChain } from "../src/audit-chain/chain.ts";
import { checkpointReader, type AuditSigningKey } from "../src/audit-chain/checkpoint.ts";
import { StoredChain } from "../src/audit-chain/repository.ts";
import { signChain, type SigningOutcome } from "../src/audit-chain/signing.ts";
import { verifyChain, type Verification } from "../src/audit-chain/verify.ts";
import type { WitnessBook, WitnessStore } from "../src/audit-chain/witness.ts";
import { platform } from "./platform.ts";
import { uniqueSlug } from "./world.ts";

/** An organization with nothing but its audit log, whose checkpoints a key of the test's own signs. */
export interface ChainWorld {
  readonly id: string;
  /** Appends rows, each in a transaction of its own, as the server does. */
  append(events: readonly string[]): Promise<string[]>;
  sign(): Promise<SigningOutcome>;
  verify(options?: VerifyOptions): Promise<Verification>;
  /** Past all walls: no trigger fires, no grant or policy holds. */
  tamper(work: (sql: postgres.TransactionSql) => Promise<unknown>): Promise<void>;
  readonly witness: WitnessBook;
}

interface VerifyOptions {
  readonly witness?: WitnessStore | null;
  readonly after?: number;
  readonly limit?: number;
}

export async function newChainWorld(key: AuditSigningKey): Promise<ChainWorld> {
  const id = newIdentifier("org");
  const slug = uniqueSlug("chain");
  await asRoleOf("postgres", (sql) => sql`insert into organizations ${sql({ id, slug, name: slug })}`);
  await asRoleOf(
    "postgres",
    (sql) => sql`insert into organization_settings ${sql({ organization_id: id, app_name: slug })}`,
  );
  const witness = memoryWitness();
  const read = readerOf(key);
  return {
    id,
    witness,
    async append(events) {
      const ids: string[] = [];
      await asRoleOf("gatehouse_server", async (sql) => {
        for (const event of events) ids.push(await sql.begin((tx) => appendRow(tx, id, event)));
      });
      return ids;
    },
    sign: () =>
      onTenant("gatehouse_operator", id, (stored) => signChain(stored, { key, read, witness, now: new Date() })),
    verify: ({ witness: other = witness, after = 0, limit = 1_000 } = {}) =>
      onTenant("gatehouse_server", id, (stored) => verifyChain(stored, { read, witness: other }, after, limit)),
    tamper: (work) =>
      asRoleOf("postgres", async (sql) => {
        await sql.begin(async (tx) => {
          await tx`set local session_replication_role = replica`;
          await work(tx);
        });
      }),
  };
}

/** A row of a tenant's log, in a transaction that may do more. */
export async function appendRow(
  tx: postgres.TransactionSql,
  organizationId: string,
  event: string,
  id: string = newIdentifier("aud"),
): Promise<string> {
  await tx`select set_config('app.organization_id', ${organizationId}, true)`;
  await tx`insert into audit_logs ${tx({ id, organization_id: organizationId, event, actor_type: "system" })}`;
  return id;
}

export async function appendPlatformRow(tx: postgres.TransactionSql, event: string): Promise<string> {
  const id = newIdentifier("aud");
  await tx`insert into platform_audit_logs ${tx({ id, event, actor_type: "system" })}`;
  return id;
}

export function verifyPlatform(key: AuditSigningKey): Promise<Verification> {
  return connected("gatehouse_operator", (connection) => {
    const stored = new StoredChain(platformChain, new ControlDb(connection).db);
    return verifyChain(stored, { read: readerOf(key), witness: null }, 0, 100_000);
  });
}

function readerOf({ kty, crv, x, y, kid }: AuditSigningKey) {
  return checkpointReader({ keys: [{ kty, crv, x, y, kid }] });
}

export async function newSigningKey(kid = "test"): Promise<AuditSigningKey> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { ...(jwk as Omit<AuditSigningKey, "kid">), kid };
}

export async function asRoleOf<Value>(
  role: string,
  work: (sql: postgres.Sql) => Promise<Value>,
  connections = 1,
): Promise<Value> {
  const sql = postgres(platform().databaseUrls[role] ?? "", { max: connections, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

function onTenant<Value>(role: string, id: string, work: (stored: StoredChain) => Promise<Value>): Promise<Value> {
  return connected(role, (connection) =>
    work(new StoredChain({ kind: "tenant", organizationId: id }, new TenantDb(tenantScope(id), connection).db)),
  );
}

async function connected<Value>(role: string, work: (connection: Connection) => Promise<Value>): Promise<Value> {
  const connection = new Connection({ connectionString: platform().databaseUrls[role] ?? "", pipeline: true });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** A witness in memory, which is as much out of the database's reach as a bucket. */
function memoryWitness(): WitnessBook {
  const objects: { chain: string; sequence: number; hash: string; statement: string }[] = [];
  return {
    list: async (chain, after, through, limit) =>
      objects
        .filter((one) => one.chain === chain && one.sequence > after && one.sequence <= through)
        .toSorted((one, other) => one.sequence - other.sequence)
        .slice(0, limit)
        .map(({ sequence, hash, statement }) => ({ sequence, hash, read: async () => statement })),
    async add(chain, sequence, hash, statement) {
      const isThere = objects.some((one) => one.chain === chain && one.sequence === sequence && one.hash === hash);
      if (!isThere) objects.push({ chain, sequence, hash, statement });
    },
  };
}

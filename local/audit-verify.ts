import { stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { auditVerificationKeys, checkpointReader, type ReadCheckpoint } from "../src/audit-chain/checkpoint.ts";
import { allChains } from "../src/audit-chain/tenant-chains.ts";
import { verifyChain, type Verification } from "../src/audit-chain/verify.ts";
import type { WitnessStore } from "../src/audit-chain/witness.ts";
import { Connection } from "../src/database/connection.ts";
import { PlatformRefusal } from "./refusal.ts";
import { auditVerificationKeysOf, openSecrets } from "./secrets.ts";
import { openStateDatabase } from "./state-database.ts";
import { say, warn } from "./terminal.ts";
import { folderWitness } from "./witness-folder.ts";

/*
 * `npm run audit:verify`: walks every audit log of this clone's platform, running or not, and says what is wrong with
 * any. Of a deployment, with AUDIT_VERIFICATION_KEYS as its Workers have it:
 *
 *     DATABASE_URL=postgres://gatehouse_operator:…@host/gatehouse npm run audit:verify -- --witness ./witness
 *
 * Ends with 1 when anything was found. Without the witness's objects, an end that was cut off together with its
 * checkpoints goes unseen.
 */
const { values } = parseArgs({ options: { witness: { type: "string" }, state: { type: "string", default: "main" } } });

try {
  const witness = values.witness === undefined ? null : await openWitness(values.witness);
  const databaseUrl = process.env["DATABASE_URL"];
  const found = databaseUrl === undefined ? await verifyHere(witness) : await verifyThere(databaseUrl, witness);
  process.exitCode = found === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof PlatformRefusal)) throw error;
  warn(error.message);
  process.exitCode = 2;
}

async function verifyHere(witness: WitnessStore | null): Promise<number> {
  const database = await openStateDatabase(join(import.meta.dirname, ".."), values.state);
  try {
    const keys = auditVerificationKeysOf(await openSecrets(database.folder));
    return await verifyAll(database.url("gatehouse_operator"), readerOf(keys), witness);
  } finally {
    await database.close();
  }
}

function verifyThere(databaseUrl: string, witness: WitnessStore | null): Promise<number> {
  const keys = process.env["AUDIT_VERIFICATION_KEYS"];
  if (keys === undefined) {
    throw new PlatformRefusal("With DATABASE_URL, give AUDIT_VERIFICATION_KEYS as the deployment's Workers have it.");
  }
  return verifyAll(databaseUrl, readerOf(keys), witness);
}

async function verifyAll(databaseUrl: string, read: ReadCheckpoint, witness: WitnessStore | null): Promise<number> {
  // What takes seconds for a Worker's stretch takes minutes for a log of many millions of rows.
  const connection = new Connection({
    connectionString: databaseUrl,
    pipeline: true,
    queryTimeoutMilliseconds: 3_600_000,
  });
  let found = 0;
  let chains = 0;
  try {
    for await (const { title, stored } of allChains(connection)) {
      const verification = await verifyChain(stored, { read, witness }, 0, Number.POSITIVE_INFINITY);
      report(title, verification);
      found += verification.found;
      chains += 1;
    }
  } finally {
    await connection.close();
  }
  const result = found === 0 ? "nothing is wrong" : `${found} things are wrong`;
  say(`${chains} audit logs verified: ${result}.`);
  if (witness === null) {
    warn("No witness was heard: an end that was cut off together with its checkpoints would not have been seen.");
  }
  return found;
}

function report(title: string, { rows, checkpoints, witnesses, through, found, findings }: Verification): void {
  const heard = witnesses === null ? "" : `, ${witnesses} witnessed`;
  const mark = found === 0 ? styleText("green", "✓") : styleText("red", "✗");
  say(`${mark} ${title}: ${rows} rows up to ${through}, ${checkpoints} checkpoints${heard}`);
  for (const { kind, sequence, id, message } of findings) {
    const place = [sequence === null ? "" : `at ${sequence}`, id ?? ""].filter((part) => part !== "").join(", ");
    say(`  ${styleText("red", kind)} ${place}: ${message}`);
  }
  if (found > findings.length) say(`  and ${found - findings.length} more`);
}

function readerOf(keys: string): ReadCheckpoint {
  const parsed = auditVerificationKeys.safeParse(keys);
  if (!parsed.success) throw new PlatformRefusal("AUDIT_VERIFICATION_KEYS is not a JWK set of P-256 keys.");
  return checkpointReader(parsed.data);
}

async function openWitness(folder: string): Promise<WitnessStore> {
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) throw new PlatformRefusal(`There is no folder ${folder}.`);
  return folderWitness(folder);
}

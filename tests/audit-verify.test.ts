import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { auditVerificationKeysOf, openSecrets } from "../local/secrets.ts";
import { openStateFolder } from "../local/state-folder.ts";
import { units } from "../local/units.ts";
import { auditSigningKey, auditVerificationKeys, checkpointReader } from "../src/audit-chain/checkpoint.ts";
import { signChains } from "../src/audit-chain/upkeep.ts";
import { bucketWitness, type WitnessBook } from "../src/audit-chain/witness.ts";
import { Connection } from "../src/database/connection.ts";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { password } from "./world.ts";

/*
 * What a tenant's auditor and an operator see: the endpoints, the cron that signs and keeps witness, and the command, on
 * a platform whose database is tampered with.
 */
const options = ownState("audit");
const state = options.state;
const root = join(import.meta.dirname, "..");
let platform: Platform;
let sql: postgres.Sql;
let folder: string;

beforeAll(async () => {
  // Every run of the cron signs what has moved.
  platform = await startPlatform({ ...options, vars: { admin: { AUDIT_CHECKPOINT_SECONDS: "0" } } });
  sql = postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
  folder = await mkdtemp(join(tmpdir(), "gatehouse-witness-"));
});
afterAll(async () => {
  await sql.end();
  await platform.stop();
  await forgetState(options);
  await rm(folder, { recursive: true, force: true });
});

async function owner(slug: string): Promise<Client> {
  const client = new Client(platform.port, `${slug}.app.localhost`);
  const reply = await client.post("/api/auth/sign-in/email", { email: `owner@${slug}.test`, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

async function operator(): Promise<Client> {
  const client = new Client(platform.port, "admin.localhost");
  await client.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" });
  return client;
}

async function organizationOf(slug: string): Promise<string> {
  const [row] = await sql`select id from organizations where slug = ${slug}`;
  return row?.["id"];
}

function tamper(work: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await work(tx);
  });
}

/** Downloads the witness, as an auditor would. */
async function download(): Promise<void> {
  const bucket = await platform.workers.getR2Bucket("AUDIT_WITNESS", units.admin.name);
  for (const { key } of (await bucket.list()).objects) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), (await (await bucket.get(key))?.text()) ?? "");
  }
}

/** Runs `npm run audit:verify`, or the same with other arguments. */
async function command(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ["local/audit-verify.ts", ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? -1)));
  return { code, output };
}

describe("an audit log that nobody has touched", () => {
  test("is valid to its admins, with checkpoints that the cron has signed and the witness has seen", async () => {
    const acme = await owner("acme");
    await platform.runCron();
    await owner("acme");
    await platform.runCron();
    const reply = await acme.get("/api/org/audit-logs/verify");
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json).toMatchObject({ valid: true, checkpoints: 2, witnesses: 2, nextAfter: null, findings: [] });
    expect(reply.json.head.sequence).toBe(reply.json.rows);
    expect(reply.json.through).toBe(reply.json.rows);
    const rest = await acme.get("/api/org/audit-logs/verify?after=2");
    expect(rest.json).toMatchObject({ valid: true, rows: reply.json.rows - 2 });
    expect((await acme.get("/api/org/audit-logs/verify?after=-1")).status).toBe(400);
  });

  test("of the platform is valid to operators", async () => {
    const reply = await (await operator()).get("/api/admin/audit-logs/verify");
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json).toMatchObject({ valid: true, nextAfter: null, findings: [] });
    expect(reply.json.rows).toBeGreaterThan(2);
    expect(reply.json.witnesses).toBeGreaterThan(0);
  });

  test("passes the command, which says when it heard no witness", async () => {
    const without = await command(["--state", state]);
    expect(without.code, without.output).toBe(0);
    expect(without.output).toContain("✓ platform: ");
    expect(without.output).toContain("✓ acme (org_");
    expect(without.output).toContain("No witness was heard");
    await download();
    const heard = await command(["--state", state, "--witness", folder]);
    expect(heard.code, heard.output).toBe(0);
    expect(heard.output).toMatch(/acme .* 2 checkpoints, 2 witnessed/);
    expect(heard.output).not.toContain("No witness was heard");
  });

  test("passes the command of a deployment, which wants to be told the keys", async () => {
    const env = { DATABASE_URL: platform.postgres.url("gatehouse_operator") };
    expect(await command([], env)).toMatchObject({
      code: 2,
      output: expect.stringContaining("AUDIT_VERIFICATION_KEYS"),
    });
    const others = { kty: "EC", crv: "P-256", kid: "x", x: "x".repeat(43), y: "y".repeat(43) };
    const judged = await command([], { ...env, AUDIT_VERIFICATION_KEYS: JSON.stringify({ keys: [others] }) });
    expect(judged.code).toBe(1);
    expect(judged.output).toContain("forged_checkpoint");
    expect(await command(["--witness", join(folder, "nowhere")], env)).toMatchObject({ code: 2 });
  });
});

test("a chain that cannot be signed does not keep the others from it", async () => {
  const secrets = await openSecrets((await openStateFolder(root, state)).private);
  const key = auditSigningKey.parse(secrets.auditSigningKey);
  const read = checkpointReader(auditVerificationKeys.parse(auditVerificationKeysOf(secrets)));
  const bucket = bucketWitness(
    (await platform.workers.getR2Bucket("AUDIT_WITNESS", units.admin.name)) as unknown as R2Bucket,
  );
  await owner("acme");
  await owner("globex");
  const acme = await organizationOf("acme");
  const witness: WitnessBook = {
    list: (chain, after, through, limit) => bucket.list(chain, after, through, limit),
    async add(chain, ...checkpoint) {
      if (chain === acme) throw new Error("the bucket said no");
      await bucket.add(chain, ...checkpoint);
    },
  };
  const connection = new Connection({ connectionString: platform.postgres.url("gatehouse_operator"), pipeline: true });
  const tools = { key, read, witness, checkpointSeconds: 0 };
  try {
    await expect(signChains(connection, tools, new Date())).rejects.toThrow("the bucket said no");
  } finally {
    await connection.close();
  }
  const behind = await sql`
    select h.organization_id from audit_heads h
    where h.sequence > coalesce((select max(sequence) from audit_checkpoints c where c.organization_id = h.organization_id), 0)`;
  expect(behind.map((row) => row["organization_id"])).toEqual([acme]);
});

test("what the witness has is not replaced, and is found by its place however much there is", async () => {
  const bucket = await platform.workers.getR2Bucket("AUDIT_WITNESS", units.admin.name);
  const witness = bucketWitness(bucket as unknown as R2Bucket);
  const hash = "ab".repeat(32);
  await witness.add("org_many", 7, hash, "first");
  await witness.add("org_many", 7, hash, "second");
  expect(await (await witness.list("org_many", 6, 7, 10))[0]?.read()).toBe("first");
  // More than one list of R2 holds.
  for (let start = 8; start < 1_208; start += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => witness.add("org_many", start + index, hash, "x")));
  }
  await witness.add("org_many_more", 1, hash, "another chain's");
  const places = async (after: number, through: number, limit: number) =>
    (await witness.list("org_many", after, through, limit)).map(({ sequence }) => sequence);
  expect(await places(7, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toHaveLength(1_200);
  expect(await places(1_205, Number.POSITIVE_INFINITY, 5)).toEqual([1_206, 1_207]);
  expect(await places(1_000, 1_002, 10)).toEqual([1_001, 1_002]);
  expect(await places(8, Number.POSITIVE_INFINITY, 1)).toEqual([9]);
});

test("a tenant's retention is kept by the cron", async () => {
  const id = await organizationOf("globex");
  await owner("globex");
  await platform.runCron();
  await tamper(async (tx) => {
    await tx`update organization_settings set audit_retention_days = 30 where organization_id = ${id}`;
    await tx`update audit_checkpoints set signed_at = now() - interval '31 days' where organization_id = ${id}`;
  });
  await platform.runCron();
  const globex = await owner("globex");
  const items: { event: string }[] = (await globex.get("/api/org/audit-logs")).json.items;
  expect(items.map(({ event }) => event)).toContain("audit-logs.expired");
  expect(items.map(({ event }) => event)).not.toContain("tenant.created");
  expect((await globex.get("/api/org/audit-logs/verify")).json).toMatchObject({ valid: true, findings: [] });
});

describe("an audit log that somebody has been at", () => {
  test("is not valid to its admins, who are told which row, and to the command", async () => {
    const acme = await owner("acme");
    const id = await organizationOf("acme");
    await tamper(
      (tx) => tx`update audit_logs set actor_name = 'Somebody Else' where id =
                 (select audit_log_id from audit_links where organization_id = ${id} and sequence = 2)`,
    );
    const { json } = await acme.get("/api/org/audit-logs/verify");
    expect(json).toMatchObject({ valid: false, found: 1, findings: [{ kind: "changed", sequence: 2 }] });
    expect(json.findings[0].id).toMatch(/^aud_/);
    const { code, output } = await command(["--state", state]);
    expect(code).toBe(1);
    expect(output).toContain(`changed at 2, ${json.findings[0].id}`);
  });

  test("and cut off with its checkpoints, is not valid to who hears the witness, and is signed no more", async () => {
    const id = await organizationOf("acme");
    await tamper(async (tx) => {
      await tx`delete from audit_logs where id in (select audit_log_id from audit_links where organization_id = ${id} and sequence > 1)`;
      await tx`delete from audit_links where organization_id = ${id} and sequence > 1`;
      await tx`delete from audit_checkpoints where organization_id = ${id}`;
      await tx`update audit_heads h set sequence = 1, hash = l.hash from audit_links l
               where l.organization_id = h.organization_id and h.organization_id = ${id}`;
    });
    const heard = await command(["--state", state, "--witness", folder]);
    expect(heard.code).toBe(1);
    expect(heard.output).toMatch(/truncated at \d+: A witness saw/);
    // A sign-in grows over what is missing.
    const acme = await owner("acme");
    for (let more = 0; more < 4; more += 1) await owner("acme");
    await platform.runCron();
    const { json } = await acme.get("/api/org/audit-logs/verify");
    expect(json).toMatchObject({ valid: false, checkpoints: 0 });
    for (const { kind } of json.findings) expect(["rewritten", "truncated"]).toContain(kind);
  });
});

import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { openPostgres } from "../local/postgres.ts";
import { openSecrets } from "../local/secrets.ts";
import { openStateFolder } from "../local/state-folder.ts";
import { migrate } from "../migrations/migrate.ts";
import { checkpointReader } from "../src/audit-chain/checkpoint.ts";
import { allChains } from "../src/audit-chain/tenant-chains.ts";
import { verifyChain } from "../src/audit-chain/verify.ts";
import { Connection } from "../src/database/connection.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { openWriters, type AuditLoad, type AuditMeasurement } from "./audit-load.ts";
import { root } from "./gatehouse.ts";
import { insertRows } from "./insert-rows.ts";
import { machineFacts } from "./machine.ts";
import { median, pairedRatio } from "./statistics.ts";
import { alignedTable } from "./table.ts";

const usage = `npm run bench -- audit [options]
  --rounds 5      turns of each database
  --seconds 1.5   length of a turn`;

interface Cell {
  readonly load: AuditLoad;
  readonly chained: AuditMeasurement[];
  readonly unchained: AuditMeasurement[];
}

const everyTenant = 1_000;

/**
 * `npm run bench -- audit`: rows per second that go into the audit log with the chain and, in a copy of the database from
 * which its triggers were taken, without; turn by turn. Then verifies everything that was written. Returns the exit
 * code: 1 when a chain did not hold.
 */
export async function benchAudit(args: readonly string[]): Promise<number> {
  const { rounds, seconds } = readOptions(args);
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0)) {
    console.error(usage);
    return 2;
  }
  const machine = machineFacts(root);
  const startedAt = new Date().toISOString();
  await using opened = new AsyncDisposableStack();
  const { chainedUrl, unchainedUrl, operatorUrl, ids } = await openDatabases(opened);
  const cells: Cell[] = [];
  for (const flushed of [true, false]) {
    for (const [tenants, connections] of [
      [1, 1],
      [1, 8],
      [1, 32],
      [everyTenant, 32],
    ] as const) {
      const cell: Cell = { load: { tenants, connections, flushed }, chained: [], unchained: [] };
      const chained = await openWriters(chainedUrl, cell.load, ids);
      const unchained = await openWriters(unchainedUrl, cell.load, ids);
      await chained.measure(0.5);
      await unchained.measure(0.5);
      for (let round = 0; round < rounds; round += 1) {
        cell.chained.push(await chained.measure(seconds));
        cell.unchained.push(await unchained.measure(seconds));
      }
      await Promise.all([chained.close(), unchained.close()]);
      cells.push(cell);
    }
  }
  const verified = await verifyAll(operatorUrl);
  const report = { startedAt, machine, rounds, seconds, cells, verified };
  const path = join(root, "bench", "results", `${startedAt.slice(0, 19).replaceAll(":", "-")}-audit.json`);
  await mkdir(join(root, "bench", "results"), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  const { rows, chains, found, longest } = verified;
  console.info(`${machine.processor}, ${machine.cores} cores, load before ${machine.loadBefore.toFixed(2)}\n`);
  console.info(alignedTable([header, ...cells.map(line)]));
  console.info(`\n${rows} rows in ${chains} chains verified; ${found} things are wrong`);
  console.info(`the longest, of ${longest.rows} rows, at ${Math.round(longest.rowsPerSecond)} rows a second`);
  console.info(`\n${relative(root, path)}`);
  return found === 0 ? 0 : 1;
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "1.5" } },
  });
  return { rounds: Number(values.rounds), seconds: Number(values.seconds) };
}

/** A PostgreSQL that waits for the disk like one in production, with the schema in two databases. */
async function openDatabases(opened: AsyncDisposableStack) {
  const state = await openStateFolder(root, `bench-audit-${process.pid}`);
  process.once("exit", () => rmSync(state.path, { recursive: true, force: true }));
  const secrets = await openSecrets(state.private);
  const server = await openPostgres({ root, state, secrets, durable: true, report: console.error });
  opened.defer(() => server.stop());
  await migrate(server.url("gatehouse_owner"));
  const ids = Array.from({ length: everyTenant }, () => newIdentifier("org"));
  const sql = postgres(server.url("postgres"), { max: 1, onnotice: () => undefined });
  await insertRows(
    sql,
    "organizations",
    ids.map((id) => ({ id, slug: id.slice(4), name: id })),
  );
  await sql.end();
  const unchained = "unchained";
  const administrator = postgres(inDatabase(server.url("postgres"), "postgres"), { max: 1 });
  await administrator`create database ${administrator(unchained)} template gatehouse owner gatehouse_owner`;
  await administrator.end();
  const copy = postgres(inDatabase(server.url("postgres"), unchained), { max: 1 });
  await copy`drop trigger link on audit_logs`;
  await copy.end();
  const chainedUrl = server.url("gatehouse_server");
  const operatorUrl = server.url("gatehouse_operator");
  return { chainedUrl, unchainedUrl: inDatabase(chainedUrl, unchained), operatorUrl, ids };
}

function inDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

async function verifyAll(databaseUrl: string) {
  const connection = new Connection({
    connectionString: databaseUrl,
    pipeline: true,
    queryTimeoutMilliseconds: 600_000,
  });
  const read = checkpointReader({ keys: [] });
  const total = { rows: 0, chains: 0, found: 0 };
  const longest = { rows: 0, rowsPerSecond: 0 };
  for await (const { stored } of allChains(connection)) {
    const started = performance.now();
    const { rows, found } = await verifyChain(stored, { read, witness: null }, 0, Number.POSITIVE_INFINITY);
    const rowsPerSecond = rows / ((performance.now() - started) / 1_000);
    if (rows > longest.rows) Object.assign(longest, { rows, rowsPerSecond });
    total.rows += rows;
    total.found += found;
    total.chains += 1;
  }
  await connection.close();
  return { ...total, longest };
}

const header = ["rows per second", "chained", "unchained", "ratio", "p50 ms", "unch.", "p99 ms", "unch."];

function line({ load, chained, unchained }: Cell): string[] {
  const of = (measurements: readonly AuditMeasurement[], field: keyof AuditMeasurement) =>
    measurements.map((measurement) => measurement[field]);
  const middle = (measurements: readonly AuditMeasurement[], field: keyof AuditMeasurement) =>
    median(of(measurements, field));
  const tenants = load.tenants === 1 ? "one tenant" : `${load.tenants} tenants`;
  const commit = load.flushed ? "" : ", commits do not wait for the disk";
  return [
    `${tenants}, ${load.connections} connections${commit}`,
    Math.round(middle(chained, "rowsPerSecond")).toString(),
    Math.round(middle(unchained, "rowsPerSecond")).toString(),
    pairedRatio(of(chained, "rowsPerSecond"), of(unchained, "rowsPerSecond")).toFixed(2),
    ...(["medianMilliseconds", "p99Milliseconds"] as const).flatMap((field) =>
      [chained, unchained].map((measurements) => middle(measurements, field).toFixed(2)),
    ),
  ];
}

import { sql } from "drizzle-orm";
import type { Connection } from "../database/connection.ts";
import { ControlDb } from "../database/control-db.ts";
import { isDatabaseUnavailable } from "../database/failure.ts";
import { logFailure } from "../log/log.ts";
import { platformChain } from "./chain.ts";
import { StoredChain } from "./repository.ts";
import { signChain, type SigningTools } from "./signing.ts";
import { tenantChain, tenantDbOf } from "./tenant-chains.ts";

/** What the admin worker's cron does for the audit logs of all: the tenants are those that the look-ups name. */
export interface UpkeepTools extends Omit<SigningTools, "now"> {
  /** How long a chain that moves goes unsigned. */
  readonly checkpointSeconds: number;
}

/** Signs the chains that have moved. A chain that does not verify is not signed, and is told of in the Worker's log. */
export async function signChains(connection: Connection, tools: UpkeepTools, now: Date): Promise<void> {
  const control = new ControlDb(connection);
  const platform = new StoredChain(platformChain, control.db);
  const moved = await tenantsNamedBy(
    control,
    sql`select organization_id from lookup_unsigned_audit_chains(make_interval(secs => ${tools.checkpointSeconds}), ${rowsBehind}, ${tenantsPerRun})`,
  );
  const chains = moved.map((organizationId) => tenantChain(organizationId, connection));
  if (await isDue(platform, tools, now)) chains.unshift(platform);
  await eachInTurn(
    chains,
    (stored) => sign(stored, tools, now),
    (stored, error) => {
      logFailure("audit.not_signed", { organizationId: organizationOf(stored) }, error);
    },
  );
}

/** Deletes what tenants keep no longer. */
export async function expireAuditLogs(connection: Connection): Promise<void> {
  const due = await tenantsNamedBy(
    new ControlDb(connection),
    sql`select organization_id from lookup_expired_audit_logs(${tenantsPerRun})`,
  );
  const expire = async (organizationId: string) =>
    tenantDbOf(organizationId, connection).db.execute(sql`select expire_audit_logs()`);
  await eachInTurn(due, expire, (organizationId, error) => {
    logFailure("audit.not_expired", { organizationId }, error);
  });
}

async function sign(stored: StoredChain, tools: UpkeepTools, now: Date): Promise<void> {
  const outcome = await signChain(stored, { ...tools, now });
  if (outcome.kind !== "refused") return;
  const kind = outcome.findings[0]?.kind.replaceAll("_", "-");
  logFailure("audit.not_signed", { organizationId: organizationOf(stored), kind, count: outcome.findings.length });
}

/** Of the tenants' chains, the look-up says so. */
async function isDue(platform: StoredChain, { checkpointSeconds }: UpkeepTools, now: Date): Promise<boolean> {
  const last = await platform.lastCheckpoint();
  if (last === null || now.getTime() - last.signedAt.getTime() >= checkpointSeconds * 1_000) return true;
  return ((await platform.head())?.sequence ?? 0) - last.sequence > rowsBehind;
}

/**
 * One that fails does not keep the next from its turn, unless the database is out of reach for all of them. The first
 * failure is thrown in the end, so that the run shows as failed.
 */
async function eachInTurn<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
  report: (item: Item, error: unknown) => void,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      report(item, error);
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Undefined for the platform's. */
function organizationOf({ chain }: StoredChain): string | undefined {
  return chain.kind === "tenant" ? chain.organizationId : undefined;
}

async function tenantsNamedBy(control: ControlDb, lookup: ReturnType<typeof sql>): Promise<string[]> {
  const found = await control.db.execute<{ organization_id: string }>(lookup);
  return found.rows.map((row) => row.organization_id);
}

/** A chain that grows faster than this between checkpoints is signed sooner. */
const rowsBehind = 5_000;
const tenantsPerRun = 200;

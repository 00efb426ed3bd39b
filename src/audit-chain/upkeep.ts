import { sql } from "drizzle-orm";
import type { Connection } from "../database/connection.ts";
import { ControlDb } from "../database/control-db.ts";
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
  const last = await platform.lastCheckpoint();
  const age = last === null ? Number.POSITIVE_INFINITY : now.getTime() - last.signedAt.getTime();
  if (age >= tools.checkpointSeconds * 1_000) await sign(platform, tools, now);
  const moved = await tenantsNamedBy(
    control,
    sql`select organization_id from lookup_unsigned_audit_chains(make_interval(secs => ${tools.checkpointSeconds}), ${rowsBehind}, ${tenantsPerRun})`,
  );
  for (const organizationId of moved) {
    await sign(tenantChain(organizationId, connection), tools, now);
  }
}

/** Deletes what tenants keep no longer. */
export async function expireAuditLogs(connection: Connection): Promise<void> {
  const due = await tenantsNamedBy(
    new ControlDb(connection),
    sql`select organization_id from lookup_expired_audit_logs(${tenantsPerRun})`,
  );
  for (const organizationId of due) {
    await tenantDbOf(organizationId, connection).db.execute(sql`select expire_audit_logs()`);
  }
}

async function sign(stored: StoredChain, tools: UpkeepTools, now: Date): Promise<void> {
  const outcome = await signChain(stored, { ...tools, now });
  if (outcome.kind !== "refused") return;
  const organizationId = stored.chain.kind === "tenant" ? stored.chain.organizationId : undefined;
  const kind = outcome.findings[0]?.kind.replaceAll("_", "-");
  logFailure("audit.not_signed", { organizationId, kind, count: outcome.findings.length });
}

async function tenantsNamedBy(control: ControlDb, lookup: ReturnType<typeof sql>): Promise<string[]> {
  const found = await control.db.execute<{ organization_id: string }>(lookup);
  return found.rows.map((row) => row.organization_id);
}

/** A chain that grows faster than this between checkpoints is signed sooner. */
const rowsBehind = 5_000;
const tenantsPerRun = 200;

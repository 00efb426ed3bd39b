import { checkpointReader } from "../audit-chain/checkpoint.ts";
import { expireAuditLogs, signChains } from "../audit-chain/upkeep.ts";
import { bucketWitness } from "../audit-chain/witness.ts";
import { cloudflareZoneOf } from "../cloudflare/zone.ts";
import { Connection } from "../database/connection.ts";
import { sweepHostnames } from "../hostnames/sweep.ts";
import { withoutValues } from "../log/error-description.ts";
import { logFailure } from "../log/log.ts";
import { requestDomainChecks } from "../sso/domain-upkeep.ts";
import type { AdminConfig, AdminEnv } from "./config.ts";
import { sweepOutboxes, wake } from "./sweep.ts";

/** What the platform does every minute. One job's failure does not keep the next from its turn, and shows in the end. */
export async function runCron(env: AdminEnv, config: AdminConfig): Promise<void> {
  const audit = {
    key: config.auditSigningKey.reveal(),
    read: checkpointReader(config.auditVerificationKeys),
    witness: bucketWitness(env.AUDIT_WITNESS),
    checkpointSeconds: config.auditCheckpointSeconds,
  };
  const jobs = [
    () => sweepOutboxes(env, config),
    () => connected(env, config, async (connection) => wake(env, await requestDomainChecks(connection, new Date()))),
    () =>
      connected(env, config, async (connection) =>
        wake(env, await sweepHostnames(connection, cloudflareZoneOf(env.CLOUDFLARE_ZONE))),
      ),
    () => connected(env, config, (connection) => signChains(connection, audit, new Date())),
    () => connected(env, config, expireAuditLogs),
  ];
  const failures: unknown[] = [];
  for (const job of jobs) {
    await job().catch((error: unknown) => {
      logFailure("cron.failed", {}, error);
      failures.push(error);
    });
  }
  if (failures.length > 0) throw withoutValues(failures[0]);
}

async function connected(
  env: AdminEnv,
  config: AdminConfig,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = new Connection({
    connectionString: env.DB.connectionString,
    pipeline: config.databasePipeline,
  });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

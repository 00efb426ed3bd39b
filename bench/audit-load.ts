import { randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Connection } from "../src/database/connection.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { spread, type Spread } from "./spread.ts";

/** How rows are written. */
export interface AuditLoad {
  /** 1 is one busy tenant; of N, each transaction takes any. */
  readonly tenants: number;
  readonly connections: number;
  /** Whether a commit waits until the disk has it, as in production. */
  readonly flushed: boolean;
}

export interface AuditMeasurement extends Spread {
  readonly rowsPerSecond: number;
}

/** The connections of one subject under one load, as the server would have them. */
export interface Writers {
  measure(seconds: number): Promise<AuditMeasurement>;
  close(): Promise<void>;
}

/** @param organizationIds as many as the load has tenants, at least */
export async function openWriters(
  databaseUrl: string,
  load: AuditLoad,
  organizationIds: readonly string[],
): Promise<Writers> {
  const connections = Array.from({ length: load.connections }, () => {
    return new Connection({ connectionString: databaseUrl, pipeline: true });
  });
  const flush = `set synchronous_commit = ${load.flushed ? "on" : "off"}`;
  await Promise.all(connections.map((connection) => connection.query({ text: flush })));
  return {
    async measure(seconds) {
      const started = performance.now();
      const end = started + seconds * 1_000;
      const durations: number[] = [];
      const write = async (connection: Connection): Promise<void> => {
        while (performance.now() < end) {
          const before = performance.now();
          await writeRow(connection, organizationIds[randomInt(load.tenants)] ?? "");
          durations.push(performance.now() - before);
        }
      };
      await Promise.all(connections.map(write));
      const rowsPerSecond = durations.length / ((performance.now() - started) / 1_000);
      return { rowsPerSecond, ...spread(durations) };
    },
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

/** One row in one transaction and one flight, as `TenantDb` sends it. */
async function writeRow(connection: Connection, organizationId: string): Promise<void> {
  await connection.flight([
    { text: "begin" },
    { text: "select set_config('app.organization_id', $1, true)", values: [organizationId] },
    { text: insert, values: [newIdentifier("aud"), organizationId, newIdentifier("usr"), newIdentifier("req"), agent] },
    { text: "commit" },
  ]);
}

const insert = `
  insert into audit_logs (id, organization_id, event, actor_type, actor_id, actor_name, target_type, target_id, target_name,
                          request_id, correlation_id, address, user_agent, data)
  values ($1, $2, 'user.signed_in', 'user', $3, 'Olivia Owner', 'user', $3, 'olivia@acme.test',
          $4, $4, '2001:db8::17', $5, '{"method": "password"}')`;

const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

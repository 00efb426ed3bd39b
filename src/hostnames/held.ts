import { sql } from "drizzle-orm";
import type { ControlDb } from "../database/control-db.ts";
import type { TenantDb } from "../database/tenant-db.ts";
import { tenantScope, type TenantScope } from "../database/tenant-scope.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { LifecycleStatus } from "./hostname.ts";

/** A name that an organization holds, with what it knows of it at Cloudflare. */
export interface HeldName {
  readonly hostname: string;
  readonly hostnameId: string;
  readonly organizationId: string;
  readonly homeRegion: string;
  /** For a message to the holder's own gatekeeper. */
  readonly scope: TenantScope;
  readonly state: LifecycleStatus;
  readonly cloudflareId: string | null;
  readonly cloudflareStatus: string | null;
  readonly sslStatus: string | null;
  /** Milliseconds since 1970. */
  readonly certificateEnd: number | null;
}

interface Row extends Record<string, unknown> {
  readonly hostname: string;
  readonly organization_id: string;
  readonly home_region: string;
  readonly hostname_id: string;
  readonly state: LifecycleStatus;
  readonly cloudflare_id: string | null;
  readonly cloudflare_status: string | null;
  readonly ssl_status: string | null;
  readonly certificate_end: number | null;
}

/** Who holds which of some names. */
export async function findHeldNames(control: ControlDb, names: readonly string[]): Promise<readonly HeldName[]> {
  if (names.length === 0) return [];
  const { rows } = await control.db.execute<Row>(
    sql`select *, extract(epoch from certificate_expires_at)::float8 * 1000 as certificate_end
        from lookup_held_hostnames(${sql.param([...names])}::text[])`,
  );
  return rows.map((row) => ({
    hostname: row.hostname,
    hostnameId: row.hostname_id,
    organizationId: row.organization_id,
    homeRegion: row.home_region,
    scope: tenantScope(row.organization_id),
    state: row.state,
    cloudflareId: row.cloudflare_id,
    cloudflareStatus: row.cloudflare_status,
    sslStatus: row.ssl_status,
    certificateEnd: row.certificate_end,
  }));
}

/** Leaves word that a hostname is to be looked at. However often that is left before it was, it is looked at once. */
export async function requestCheck(db: TenantDb, hostnameId: string): Promise<void> {
  await db.batch((tx) => [enqueue(tx, { kind: "hostname.check", payload: { hostnameId } })]);
}

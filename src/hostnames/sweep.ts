import { sql } from "drizzle-orm";
import type { CloudflareZone, SweptPages } from "../cloudflare/zone.ts";
import type { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import { logFailure } from "../log/log.ts";
import { findHeldNames, requestCheck, type HeldName } from "./held.ts";
import type { Registration } from "./registration.ts";

interface Kept {
  readonly organizationId: string;
  readonly homeRegion: string;
}

/**
 * Finds what alarms and webhooks have lost: reads some of the zone's registrations, wherever the last sweep has stopped,
 * and leaves word where one is not as its holder knows it. And finds the tenants whose hostnames should have been looked at
 * by now. A registration that nobody holds is reported, and left alone: taking it away would be a guess.
 *
 * @returns whom to wake
 */
export async function sweepHostnames(
  connection: Connection,
  zone: Pick<CloudflareZone, "nextPages">,
): Promise<readonly Kept[]> {
  const control = new ControlDb(connection);
  const toWake = new Map<string, Kept>();
  // First, and whatever becomes of the rest: Cloudflare is not needed to find them.
  for (const one of await findOverdue(control)) toWake.set(one.organizationId, one);
  const { pages, ended } = await zone.nextPages({ most: pagesPerRun });
  if (!isExpected(ended)) logFailure("cloudflare.sweep_failed", { detail: ended });
  for (const { registrations, notUnderstood } of pages) {
    if (notUnderstood > 0) logFailure("cloudflare.not_understood", { count: notUnderstood });
    const held = await findHeldNames(
      control,
      registrations.map(({ hostname }) => hostname),
    );
    const holders = new Map(held.map((one) => [one.hostname, one]));
    const nobodys = registrations.filter(({ hostname }) => !holders.has(hostname)).length;
    if (nobodys > 0) logFailure("hostname.registrations_of_nobody", { count: nobodys });
    for (const registration of registrations) {
      const holder = holders.get(registration.hostname);
      if (holder === undefined || !isNews(holder, registration)) continue;
      await requestCheck(tenantDbFor(holder.scope, connection), holder.hostnameId);
      toWake.set(holder.organizationId, holder);
    }
  }
  return [...toWake.values()];
}

/** Whether a registration is another than its holder has read. What words come to is not for the sweep to say. */
export function isNews(held: Omit<HeldName, "scope">, registration: Registration): boolean {
  // One that its holder knows of is on its way out already.
  if (held.state === "deleted") return held.cloudflareId === null;
  if (held.cloudflareId !== registration.id) return true;
  if (held.cloudflareStatus !== registration.status || held.sslStatus !== registration.sslStatus) return true;
  const end = registration.certificateExpiresAt === null ? null : Date.parse(registration.certificateExpiresAt);
  // To the second: Cloudflare's fractions are not kept by all.
  return end !== null && Math.abs(end - (held.certificateEnd ?? 0)) >= 1_000;
}

/** Whether what is left is read the next time, and nobody has to see to that. */
export function isExpected(ended: SweptPages["ended"]): boolean {
  return expectedEnds.has(ended);
}

const expectedEnds: ReadonlySet<SweptPages["ended"]> = new Set(["enough", "round", "budget", "busy", "rate_limited"]);

async function findOverdue(control: ControlDb): Promise<Kept[]> {
  const { rows } = await control.db.execute<{ organization_id: string; home_region: string }>(
    sql`select organization_id, home_region
        from lookup_overdue_hostnames(make_interval(secs => ${overdueSeconds}), ${tenantsPerRun})`,
  );
  return rows.map((row) => ({ organizationId: row.organization_id, homeRegion: row.home_region }));
}

/** Longer than a gatekeeper that is at it takes to come back for what it has claimed. */
const overdueSeconds = 120;
const tenantsPerRun = 500;
export const pagesPerRun = 30;

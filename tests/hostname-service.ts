import { expect } from "vitest";
import type { Client, Json } from "./client.ts";
import { look, publishRecord, setCloudflare } from "./hostname-proof.ts";
import { addHostname, hostnamesPath, uniqueHostname } from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { eventually, visitor, type Tenant } from "./world.ts";

/** A hostname of the tenant's own that is in service: proven by its record, active at Cloudflare, and found. */
export async function serve({ owner }: Tenant, hostname = uniqueHostname()): Promise<Json> {
  const added = await addHostname(owner, hostname);
  await publishRecord(added);
  await look(owner, added);
  await setCloudflare(hostname, { status: "active", sslStatus: "active" });
  const active = await look(owner, added);
  expect(active.lifecycleStatus).toBe("active");
  // That it was nobody's is remembered for a moment.
  const client = await visitor(hostname);
  await eventually(
    async () => (await client.get("/api/tenancy/current")).status,
    (status) => status === 200,
  );
  return active;
}

/** The name of a hostname that was given up is nobody's any more, the time being over that it was kept for. */
export async function release({ id, owner }: Tenant, hostnameId: string): Promise<void> {
  await asSuperuser(
    (sql) => sql`
      update hostnames set state_since = state_since - interval '8 days'
      where organization_id = ${id} and id = ${hostnameId}`,
  );
  await untilReleased(owner, hostnameId);
}

/** As on their way, only sooner: each look takes it one step further. Nobody may ask for very many. */
export async function untilReleased(owner: Client, hostnameId: string): Promise<void> {
  await eventually(
    async () => {
      const { lifecycleStatus } = ok(await owner.post(`${hostnamesPath}/${hostnameId}/verify`)).json;
      if (lifecycleStatus !== "released") await new Promise((resolve) => setTimeout(resolve, 2_000));
      return lifecycleStatus;
    },
    (status) => status === "released",
    60_000,
  );
}

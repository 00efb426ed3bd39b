import postgres from "postgres";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { Client, type Json } from "./client.ts";
import { look } from "./hostname-proof.ts";
import { putOffLooks } from "./hostname-schedule.ts";
import { untilReleased } from "./hostname-service.ts";
import { hostnamesPath } from "./hostname-world.ts";
import { forgetState, ownState } from "./own-state.ts";
import { ok } from "./sso-world.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";
import { eventually, password, uniqueSlug } from "./world.ts";

export interface StagedTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly host: string;
  readonly email: string;
  readonly owner: Client;
}

/**
 * A platform of a test's own where every verdict is leased, and where three isolates serve: what one of them remembers,
 * the others do not.
 */
export interface HostnameStage {
  readonly platform: WatchedPlatform;
  readonly sql: postgres.Sql;
  readonly operator: Client;
  visitor(host: string): Client;
  /** The same browser, answered by each isolate in turn. */
  everywhere(client: Client): readonly Client[];
  /** One whose hostnames are looked at only when somebody asks. */
  tenant(): Promise<StagedTenant>;
  signIn(host: string, email: string): Promise<Client>;
  /** The name is nobody's any more, the time being over that it was kept for. */
  release(tenant: StagedTenant, hostnameId: string): Promise<void>;
  /** A hostname in service: proven by its record, and active at Cloudflare. */
  serve(tenant: StagedTenant, hostname: string): Promise<Json>;
  /** What Cloudflare says of a hostname from now on. */
  atCloudflare(hostname: string, states: Readonly<Record<string, unknown>>): Promise<void>;
  hints(): Promise<{
    get(key: string): Promise<string | null>;
    put(key: string, value: string): Promise<void>;
    delete(key: string): Promise<void>;
  }>;
  close(): Promise<void>;
}

export async function openHostnameStage(state: string): Promise<HostnameStage> {
  const options = ownState(state);
  const platform = await startWatchedPlatform({ ...options, servers: 3, vars: { coordinator: { LEASES: "always" } } });
  const sql = postgres(platform.postgres.url("postgres"), { max: 2, onnotice: () => undefined });
  const visitor = (host: string): Client => new Client(platform.port, host);
  const operator = visitor("admin.localhost");
  ok(await operator.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" }));

  async function tenant(): Promise<StagedTenant> {
    const slug = uniqueSlug("s");
    const [name, email, host] = [`The ${slug} society`, `olivia@${slug}.test`, `${slug}.app.localhost`];
    const created = ok(await operator.post("/api/admin/tenants", { slug, name, primaryAdminEmail: email }), 201).json;
    const owner = visitor(host);
    ok(await owner.post(`/api/invitations/accept/${created.invitationId}`, { name: `Olivia ${slug}`, password }));
    await putOffLooks(sql, created.orgId);
    return { id: created.orgId, slug, name, host, email, owner };
  }

  const atCloudflare: HostnameStage["atCloudflare"] = async (hostname, states) => {
    ok(await visitor("cloudflare.localhost").post(`/_control/custom-hostnames/${hostname}`, states));
  };

  return {
    platform,
    sql,
    operator,
    visitor,
    everywhere: (client) => [client, ...platform.otherServers.map((port) => client.through(port))],
    tenant,
    async signIn(host, email) {
      const client = visitor(host);
      ok(await client.post("/api/auth/sign-in/email", { email, password }));
      return client;
    },
    async release({ id, owner }, hostnameId) {
      await sql`
        update hostnames set state_since = state_since - interval '8 days'
        where organization_id = ${id} and id = ${hostnameId}`;
      await untilReleased(owner, hostnameId);
    },
    async serve({ id, owner }, hostname) {
      const added = ok(await owner.post(hostnamesPath, { hostname }), 201).json;
      const { name, type, value } = added.record;
      ok(await visitor("dns.localhost").call("PUT", "/api/records", { body: { name, type, value: [value] } }));
      await look(owner, added);
      await atCloudflare(hostname, { status: "active", sslStatus: "active" });
      const active = await look(owner, added);
      expect(active.lifecycleStatus).toBe("active");
      const asked = visitor(hostname);
      await eventually(
        async () => (await asked.get("/api/tenancy/current")).json.organizationId,
        (organizationId) => organizationId === id,
        60_000,
      );
      return active;
    },
    atCloudflare,
    hints: () => platform.workers.getKVNamespace("HINTS", "gatehouse-server"),
    async close() {
      await sql.end();
      await platform.stop();
      await forgetState(options);
    },
  };
}

/** A page's live connection: what it was told, and the code it was closed with. */
export async function liveAt(client: Client): Promise<{ readonly closed: Promise<number> }> {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const socket = new WebSocket(`ws://127.0.0.1:${client.port}/api/live`, {
    headers: { host: `${client.host}:${client.port}`, origin: client.origin, cookie },
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", resolve);
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  socket.send("ping");
  return { closed };
}

import postgres from "postgres";
import { WebSocket } from "ws";
import { newIdentifier } from "../src/identifiers/identifier.ts";
import { Client, type Json } from "./client.ts";
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
  tenant(): Promise<StagedTenant>;
  signIn(host: string, email: string): Promise<Client>;
  /** The name goes to nobody any more, as after the time that it is kept for. */
  release(tenant: StagedTenant, hostnameId: string): Promise<void>;
  serve(tenant: StagedTenant, hostname: string): Promise<Json>;
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
    return { id: created.orgId, slug, name, host, email, owner };
  }

  /** Behind the gatekeeper's back, which is told by what the triggers leave, and woken. */
  async function write({ id, owner }: StagedTenant, work: (tx: postgres.TransactionSql) => Promise<unknown>) {
    await sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${id}, true)`;
      await work(tx);
    });
    ok(await owner.post("/api/org/invitations", { email: `${uniqueSlug("w")}@people.test`, role: "member" }), 201);
  }

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
    release: (of, hostnameId) =>
      write(of, (tx) => tx`update hostnames set state = 'released', cloudflare_id = null where id = ${hostnameId}`),
    async serve(of, hostname) {
      const id = newIdentifier("hst");
      await write(
        of,
        (tx) => tx`insert into hostnames (organization_id, id, hostname, state, challenge, proven_at, next_check_at)
          values (${of.id}, ${id}, ${hostname}, 'active', ${id}, now(), null)`,
      );
      const asked = visitor(hostname);
      await eventually(
        async () => (await asked.get("/api/tenancy/current")).json.organizationId,
        (organizationId) => organizationId === of.id,
        60_000,
      );
      return ok(await of.owner.get(`/api/tenancy/hostnames/${id}`)).json;
    },
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

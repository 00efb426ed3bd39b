import { expect } from "vitest";
import type { Client, Json, Reply } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { eventually, uniqueSlug, visitor, type Tenant } from "./world.ts";
import { newIdentifier } from "../src/identifiers/identifier.ts";

export const hostnamesPath = "/api/tenancy/hostnames";
export const primaryHostPath = "/api/tenancy/primary-host";

/** A name below a domain that nobody has had in this run. */
export function uniqueHostname(label = "portal"): string {
  return `${label}.${uniqueSlug("h")}.localhost`;
}

/** Adds a hostname. It waits for its TXT record. */
export async function addHostname(client: Client, hostname: string): Promise<Json> {
  return ok(await client.post(hostnamesPath, { hostname }), 201).json;
}

/** A hostname of the tenant's own that is in service. */
export async function serve(tenant: Tenant, hostname = uniqueHostname()): Promise<Json> {
  const id = newIdentifier("hst");
  await asSuperuser((sql) =>
    sql.begin(async (tx) => {
      await tx`select set_config('app.organization_id', ${tenant.id}, true)`;
      await tx`insert into hostnames (organization_id, id, hostname, state, challenge, proven_at, next_check_at)
        values (${tenant.id}, ${id}, ${hostname}, 'active', ${id}, now(), null)`;
    }),
  );
  // Wakes the gatekeeper.
  ok(
    await tenant.owner.post("/api/org/invitations", { email: `${uniqueSlug("wake")}@people.test`, role: "member" }),
    201,
  );
  await isServed(hostname);
  return ok(await tenant.owner.get(`${hostnamesPath}/${id}`)).json;
}

async function isServed(hostname: string): Promise<void> {
  const client = await visitor(hostname);
  await eventually(
    async () => (await client.get("/api/tenancy/current")).status,
    (status) => status === 200,
    60_000,
  );
}

/** Chooses the primary host, null for the one that every tenant has. */
export async function choosePrimary({ owner }: Tenant, hostname: Json | null, redirectOthers = false): Promise<Json> {
  const current = ok(await owner.get(primaryHostPath));
  const etag = current.headers.get("etag");
  const body = { hostnameId: hostname?.id ?? null, redirectOthers };
  return ok(await owner.patch(primaryHostPath, body, { headers: { "if-match": etag } })).json;
}

/** A page, as a browser asks for it. */
export function page(client: Client, path: string, method = "GET"): Promise<Reply> {
  return client.call(method, path, {
    headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate", origin: null },
  });
}

/** Nobody is signed in at this client's host with what it has. */
export async function expectSignedOut(client: Client): Promise<void> {
  const { status, text } = await client.get("/api/me");
  expect(status, text).toBe(401);
}

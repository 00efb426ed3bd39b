import { expect } from "vitest";
import type { Client, Json, Reply } from "./client.ts";
import { putOffLooks, resumeLooks } from "./hostname-schedule.ts";
import { asSuperuser } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { newTenant, uniqueSlug, type Tenant } from "./world.ts";

export const hostnamesPath = "/api/tenancy/hostnames";
export const primaryHostPath = "/api/tenancy/primary-host";

/** A name below a domain that nobody has had in this run. */
export function uniqueHostname(label = "portal"): string {
  return `${label}.${uniqueSlug("h")}.localhost`;
}

/** A new tenant of the shared platform whose hostnames are looked at only when somebody asks, until `afterLooks`. */
export async function newAskingTenant(prefix?: string): Promise<Tenant> {
  const tenant = await newTenant(prefix);
  await asSuperuser((sql) => putOffLooks(sql, tenant.id));
  return tenant;
}

/** For the end of every file that has such tenants: the platform is shared. */
export function afterLooks(): Promise<void> {
  return asSuperuser(resumeLooks);
}

/** Adds a hostname. It waits for its TXT record. */
export async function addHostname(client: Client, hostname: string): Promise<Json> {
  return ok(await client.post(hostnamesPath, { hostname }), 201).json;
}

/** Chooses the primary host, null for the one that every tenant has. */
export async function choosePrimary({ owner }: Tenant, hostname: Json, redirectOthers = false): Promise<Json> {
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

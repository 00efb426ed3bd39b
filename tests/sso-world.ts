import { expect } from "vitest";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { providerIdentity } from "../src/sso/provider.ts";
import type { CallOptions, Client, Json, Reply } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import { uniqueSlug, visitor, type Tenant } from "./world.ts";

export const providersPath = "/api/sso-config/providers";
export const enforcementPath = "/api/sso-config/enforcement";
export const historyPath = "/api/sso-config/history";

/** A provider that nobody has to reach. */
export function providerBody(more: Readonly<Record<string, unknown>> = {}) {
  return { label: "Acme login", issuer: "https://login.acme.example", clientId: "gatehouse", ...more };
}

/** The header that says which version of a document is to be changed. */
export function ifMatch(document: Json): CallOptions {
  return { headers: { "if-match": `"${document.version}"` } };
}

/** A new provider, as the answer has it. */
export async function newProvider(client: Client, more: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  return ok(await client.post(providersPath, providerBody(more)), 201).json;
}

export function ok(reply: Reply, status = 200): Reply {
  expect(reply.status, reply.text).toBe(status);
  return reply;
}

/** A domain that nobody has had in this run. */
export function uniqueDomain(): string {
  return `${uniqueSlug("d")}.example`;
}

/** What everybody sees of a domain's proof from now on; without texts there is none. */
export async function publish(domain: string, ...texts: readonly string[]): Promise<void> {
  const dns = await visitor("dns.localhost");
  const record = { name: `_gatehouse.${domain}`, type: "TXT", value: texts };
  ok(await dns.call("PUT", "/api/records", { body: record }));
}

/** Publishes the records that a provider asks for, and has them looked up. */
export async function verify(client: Client, provider: Json): Promise<Json> {
  for (const { domain, record } of provider.domains) await publish(domain, record.value);
  return ok(await client.post(`${providersPath}/${provider.id}/verify-domain`)).json;
}

/** A provider with a verified domain. */
export async function newUsableProvider(client: Client, more: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  return verify(client, await newProvider(client, { domains: [uniqueDomain()], ...more }));
}

/** That this person has come in by a provider as it is now, as the auth worker would have written it down. */
export async function prove(tenant: Tenant, provider: Json, userId: string): Promise<void> {
  const fingerprint = await sha256Hex(providerIdentity(provider));
  await asSuperuser(
    (sql) => sql`
      insert into sso_proofs (organization_id, provider_id, fingerprint, user_id)
      values (${tenant.id}, ${provider.id}, ${fingerprint}, ${userId})
      on conflict (organization_id, provider_id) do update set fingerprint = excluded.fingerprint`,
  );
}

export async function userIdOf(client: Client): Promise<string> {
  return ok(await client.get("/api/me")).json.user.id;
}

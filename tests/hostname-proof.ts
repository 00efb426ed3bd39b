import type { Client, Json } from "./client.ts";
import { hostnamesPath, uniqueHostname } from "./hostname-world.ts";
import { ok } from "./sso-world.ts";
import { visitor } from "./world.ts";

/** A new hostname, as the answer has it. */
export async function newHostname(client: Client, more: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  return ok(await client.post(hostnamesPath, { hostname: uniqueHostname(), ...more }), 201).json;
}

/** What the DNS has of a name and type from now on; without values nothing. */
export async function setRecord(name: string, type: "TXT" | "CNAME" | "CAA", ...value: readonly string[]) {
  const dns = await visitor("dns.localhost");
  ok(await dns.call("PUT", "/api/records", { body: { name, type, value } }));
}

interface DnsFault {
  readonly name: string;
  readonly type?: "TXT" | "CNAME" | "CAA";
  readonly resolver?: "dns-query" | "resolve";
  /** Null: none any more. */
  readonly fault: string | null;
  readonly values?: readonly string[];
}

/** What a resolver, or each of the two, makes of a name from now on. */
export async function setFault(fault: DnsFault): Promise<void> {
  const dns = await visitor("dns.localhost");
  ok(await dns.call("PUT", "/api/faults", { body: fault }));
}

/** Publishes the record that a hostname asks for. */
export async function publishRecord({ record }: Json): Promise<void> {
  await setRecord(record.name, "TXT", record.value);
}

/** Has a hostname looked at, and answers with what has become of it. */
export async function look(client: Client, { id }: Json): Promise<Json> {
  return ok(await client.post(`${hostnamesPath}/${id}/verify`)).json;
}

/** What Cloudflare says of a hostname from now on, whatever the DNS has. */
export async function setCloudflare(hostname: string, states: Readonly<Record<string, unknown>>): Promise<void> {
  const cloudflare = await visitor("cloudflare.localhost");
  ok(await cloudflare.post(`/_control/custom-hostnames/${hostname}`, states));
}

/** A hostname that is served: its record is there, and Cloudflare says so. */
export async function newServedHostname(client: Client): Promise<Json> {
  const added = await newHostname(client);
  await publishRecord(added);
  await look(client, added);
  await setCloudflare(added.hostname, { status: "active", sslStatus: "active" });
  return look(client, added);
}

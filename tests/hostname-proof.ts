import type { Client, Json } from "./client.ts";
import { hostnamesPath, uniqueHostname } from "./hostname-world.ts";
import { ok } from "./sso-world.ts";
import { eventually, visitor } from "./world.ts";

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

const read = async (client: Client, { id }: Json): Promise<Json> => ok(await client.get(`${hostnamesPath}/${id}`)).json;

/** Waits for the look that somebody has asked for: one that takes long goes on without them. */
export async function throughLook<Answer>(client: Client, hostname: Json, ask: () => Promise<Answer>): Promise<Answer> {
  const { checkedAt } = await read(client, hostname);
  const answer = await ask();
  await eventually(
    () => read(client, hostname),
    (now) => now.checkedAt !== checkedAt,
    60_000,
  );
  return answer;
}

/** Has a hostname looked at, and answers with what has become of it when that look is over. */
export async function look(client: Client, hostname: Json): Promise<Json> {
  const ask = () => client.post(`${hostnamesPath}/${hostname.id}/verify`);
  const told = ok(await throughLook(client, hostname, ask)).json;
  const now = await read(client, hostname);
  return told.checkedAt === now.checkedAt ? told : now;
}

/** What Cloudflare says of a hostname from now on, whatever the DNS has. */
export async function setCloudflare(hostname: string, states: Readonly<Record<string, unknown>>): Promise<void> {
  const cloudflare = await visitor("cloudflare.localhost");
  ok(await cloudflare.post(`/_control/custom-hostnames/${hostname}`, states));
}

/** A hostname that is served: its record is there, and Cloudflare says so. */
export async function newServedHostname(client: Client, more: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const added = await newHostname(client, more);
  await publishRecord(added);
  await look(client, added);
  await setCloudflare(added.hostname, { status: "active", sslStatus: "active" });
  return look(client, added);
}

/** What an accident does at Cloudflare: the registration of a hostname is gone. */
export async function loseAtCloudflare(hostname: string): Promise<void> {
  const cloudflare = await visitor("cloudflare.localhost");
  ok(await cloudflare.delete(`/_control/custom-hostnames/${hostname}`), 204);
}

import type { CustomHostnameListResponse } from "cloudflare/resources/custom-hostnames/custom-hostnames";
import type { QuotaGetResponse } from "cloudflare/resources/custom-hostnames/quota";
import { refused, shownHostname, succeeded } from "./cloudflare-answer.ts";
import { fallbackOriginAnswer } from "./cloudflare-fallback.ts";
import { newHostname, ordered } from "./cloudflare-hostname.ts";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { listed } from "./cloudflare-list.ts";
import { changeOrder, creationOrder } from "./cloudflare-order.ts";
import { refusals } from "./cloudflare-refusal.ts";
import type { ApiRefusal } from "./cloudflare-refusal.ts";
import type { CloudflareZone } from "./cloudflare-zone.ts";

/** A call of the API, read. */
export interface ApiCall {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | null;
  readonly body: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The path below the zone, or why the call goes no further. */
export function admitted(call: ApiCall, zoneId: string, token: string): string | ApiRefusal {
  const found = /^\/client\/v4\/zones\/([0-9a-f]{32})\/custom_hostnames(\/.*)?$/.exec(call.url.pathname);
  if (found === null) return refusals.noRoute;
  if (call.authorization === null) return refusals.noCredentials;
  const given = /^Bearer (\S.*)$/i.exec(call.authorization)?.[1];
  if (given === undefined) return refusals.badCredentials;
  if (given !== token) return refusals.wrongToken;
  return found[1] === zoneId ? (found[2] ?? "") : refusals.foreignZone;
}

/** The name that a call is about, as far as it says. */
export function hostnameOf(zone: CloudflareZone, call: ApiCall): string | null {
  const id = call.url.pathname.split("/").at(-1) ?? "";
  const kept = zone.store.hostnames.get(id);
  if (kept !== undefined) return kept.hostname;
  const asked = call.url.searchParams.get("hostname") ?? call.url.searchParams.get("hostname.exact");
  const posted = /"hostname"\s*:\s*"([^"]*)"/.exec(call.body)?.[1];
  return asked ?? posted ?? null;
}

/** @param path below the zone's custom hostnames */
export async function apiAnswer(zone: CloudflareZone, call: ApiCall, path: string): Promise<Response> {
  if (path === "/fallback_origin") return fallbackOriginAnswer(zone, call.method, call.body);
  if (path === "/quota") return call.method === "GET" ? succeeded(quota(zone)) : refused(refusals.wrongMethod);
  if (path === "" || path === "/") {
    if (call.method === "GET") return list(zone, call.url.searchParams);
    return call.method === "POST" ? create(zone, call.body) : refused(refusals.wrongMethod);
  }
  const id = path.slice(1);
  if (id.includes("/")) return refused(refusals.noRoute);
  if (!uuid.test(id)) return refused(refusals.notAnId);
  const kept = zone.store.hostnames.get(id);
  if (kept === undefined) return refused(refusals.notFound);
  switch (call.method) {
    case "GET":
      return succeeded(shownHostname(kept, zone.around.zoneId));
    case "PATCH":
      return change(zone, kept, call.body);
    case "DELETE":
      return remove(zone, kept);
    default:
      return refused(refusals.wrongMethod);
  }
}

function list(zone: CloudflareZone, query: URLSearchParams): Response {
  const page = listed([...zone.store.hostnames.values()], query);
  if (!page.ok) return refused(page.failure);
  const { hostnames, info } = page.value;
  const result: CustomHostnameListResponse[] = hostnames.map((kept) => shownHostname(kept, zone.around.zoneId));
  return succeeded(result, 200, info);
}

async function create(zone: CloudflareZone, body: string): Promise<Response> {
  const order = creationOrder(body);
  if (!order.ok) return refused(order.failure);
  const { hostname, method, settings } = order.value;
  if (zone.find(hostname) !== undefined) return refused(refusals.duplicate);
  if (zone.store.settings.hardCap === 0) return refused(refusals.noQuota);
  if (zone.store.hostnames.size >= zone.store.settings.hardCap) return refused(refusals.quotaExceeded);
  const kept = newHostname(hostname, method, settings, zone.around.now());
  zone.put(kept);
  await zone.store.save();
  return succeeded(shownHostname(kept, zone.around.zoneId), 201);
}

async function change(zone: CloudflareZone, kept: KeptHostname, body: string): Promise<Response> {
  const order = changeOrder(body);
  if (!order.ok) return refused(order.failure);
  if (kept.status === "pending_deletion") return refused(refusals.notModifiable);
  const changed = ordered(kept, order.value, zone.around.now());
  zone.put(changed);
  await zone.store.save();
  return succeeded(shownHostname(changed, zone.around.zoneId), 202);
}

/** It is gone a moment later; until then its name is taken. */
async function remove(zone: CloudflareZone, kept: KeptHostname): Promise<Response> {
  if (kept.status !== "pending_deletion") {
    const leaving = { status: "pending_deletion", sslStatus: "pending_deletion", validationErrors: [], held: false };
    zone.store.hostnames.set(kept.id, { ...kept, ...leaving, statusSince: zone.around.now() });
    await zone.store.save();
  }
  // The one answer without an envelope.
  return Response.json({ id: kept.id }, { headers: { "cache-control": "no-store" } });
}

function quota(zone: CloudflareZone): QuotaGetResponse {
  const { allocated, hardCap } = zone.store.settings;
  const used = zone.store.hostnames.size;
  return { allocated, used, exceeded: used > allocated, hard_cap: hardCap };
}

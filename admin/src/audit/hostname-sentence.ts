import type { TenantEvent } from "../../../src/audit/event.ts";
import type { FinalFailure } from "../../../src/hostnames/hostname.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { actor, target, textIn, type Part, type Telling } from "./telling.ts";

/** What happened to tenants' hostnames. Most of it nobody does: it is found out, on its own or because somebody looked. */
export const hostnameTellings: Readonly<Record<Extract<TenantEvent, `hostname.${string}`>, Telling>> = {
  "hostname.added": (entry) => [actor(entry), " added the hostname ", target(entry)],
  "hostname.updated": (entry) => [actor(entry), " changed how the certificate of ", target(entry), " is validated"],
  "hostname.proven": (entry) => found(entry, "its DNS record proves it"),
  "hostname.activated": (entry) => found(entry, "it is in service now"),
  "hostname.interrupted": (entry) =>
    found(entry, `it is out of service, as Cloudflare does not serve it${words(entry)}`),
  "hostname.failed": (entry) => found(entry, `it cannot be served${why(entry)}${words(entry)}`),
  "hostname.moved": (entry) => found(entry, `it is served elsewhere, and out of service here${words(entry)}`),
  "hostname.retried": (entry) => [actor(entry), " had another try made at the hostname ", target(entry)],
  "hostname.expired": (entry) => found(entry, "its DNS record did not appear in time"),
  "hostname.removed": (entry) => [actor(entry), " removed the hostname ", target(entry), ...ending(entry)],
  "hostname.released": (entry) => [actor(entry), " let go of the hostname ", target(entry)],
  "hostname.primary_changed": (entry) => [actor(entry), " changed the primary host", ...primary(entry)],
};

/** What a look at a hostname has brought. */
function found(entry: AuditLog, outcome: string): readonly Part[] {
  const looked = entry.actor.type === "system" ? " checked the hostname " : " had the hostname ";
  const had = entry.actor.type === "system" ? "" : " checked";
  return [actor(entry), looked, target(entry), `${had}: ${outcome}`];
}

const failures: Readonly<Record<FinalFailure, string>> = {
  validation_timed_out: "what would validate its certificate did not appear in time",
  certificate_timed_out: "its certificate could not be issued in time",
  certificate_expired: "its certificate has expired",
  blocked: "Cloudflare has blocked the name",
  name_refused: "Cloudflare does not take the name",
};

function why(entry: AuditLog): string {
  const reason = textIn(entry, "reason");
  return reason !== null && Object.hasOwn(failures, reason) ? `, because ${failures[reason as FinalFailure]}` : "";
}

/** Cloudflare's own. */
function words(entry: AuditLog): string {
  const [status, sslStatus] = [textIn(entry, "status"), textIn(entry, "sslStatus")];
  if (status === null && sslStatus === null) return "";
  return ` (${[status, sslStatus === null ? null : `SSL ${sslStatus}`].filter((word) => word !== null).join(", ")})`;
}

function ending({ data }: AuditLog): readonly Part[] {
  const closed = data["closed"];
  if (typeof closed !== "number" || closed === 0) return [];
  return [closed === 1 ? ", which ended 1 session" : `, which ended ${closed} sessions`];
}

function primary({ data }: AuditLog): readonly Part[] {
  const changes = data["changes"] as { readonly primaryHost?: { readonly to?: unknown } } | null | undefined;
  const to = changes?.primaryHost?.to;
  if (typeof to === "string") return [" to ", { name: to }];
  return to === null ? [" to the tenant's standard address"] : [];
}

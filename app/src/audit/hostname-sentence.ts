import type { TenantEvent } from "../../../src/audit/event.ts";
import type { FinalFailure } from "../../../src/hostnames/hostname.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { because, changeIn, ending, targetOf, textIn, type Part, type Telling } from "./telling.ts";

/**
 * What happened to the organization's hostnames, after the name of who did it. Most of it nobody does: it is found out,
 * by Gatehouse on its own or because somebody had it look.
 */
export const hostnameTellings: Readonly<Record<Extract<TenantEvent, `hostname.${string}`>, Telling>> = {
  "hostname.added": (log) => ["added the hostname ", targetOf(log)],
  "hostname.updated": (log) => ["chose that the certificate of ", targetOf(log), " is validated", ...how(log)],
  "hostname.proven": (log) =>
    isOnItsOwn(log)
      ? ["found the DNS record that proves the hostname ", targetOf(log)]
      : [...checked(log), ", and its DNS record proves it"],
  "hostname.activated": (log) =>
    isOnItsOwn(log)
      ? ["put the hostname ", targetOf(log), " into service"]
      : [...checked(log), ", which is in service from now on"],
  "hostname.interrupted": (log) => [
    ...(isOnItsOwn(log)
      ? ["took the hostname ", targetOf(log), " out of service, because Cloudflare does not serve it"]
      : [...checked(log), ", which is out of service, because Cloudflare does not serve it"]),
    ...observed(log),
  ],
  "hostname.failed": (log) => [
    ...(isOnItsOwn(log)
      ? ["cannot serve the hostname ", targetOf(log)]
      : [...checked(log), ", which cannot be served"]),
    ...why(log),
    ...observed(log),
  ],
  "hostname.moved": (log) => [
    ...(isOnItsOwn(log)
      ? ["found that the hostname ", targetOf(log), " is served elsewhere, and took it out of service"]
      : [...checked(log), ", which is served elsewhere and out of service here"]),
    ...observed(log),
  ],
  "hostname.retried": (log) => ["had another try made at the hostname ", targetOf(log)],
  "hostname.expired": (log) =>
    isOnItsOwn(log)
      ? ["gave up waiting for the DNS record of the hostname ", targetOf(log)]
      : [...checked(log), ", whose DNS record did not appear in time"],
  "hostname.removed": (log) => ["removed the hostname ", targetOf(log), ...ending(log), ...because(log)],
  "hostname.released": (log) => ["let go of the hostname ", targetOf(log), ", which had been removed before"],
  "hostname.primary_changed": (log) => primaryChanged(log),
};

function isOnItsOwn({ actor }: AuditLog): boolean {
  return actor.type === "system";
}

function checked(log: AuditLog): readonly Part[] {
  return ["had the hostname ", targetOf(log), " checked"];
}

const validations: Readonly<Record<string, string>> = {
  http: " over HTTP, once its DNS leads here",
  txt: " by DNS records",
};

function how(log: AuditLog): readonly Part[] {
  const to = changeIn(log, "validation")?.to;
  const said = typeof to === "string" && Object.hasOwn(validations, to) ? validations[to] : undefined;
  return [said ?? " in another way"];
}

const failures: Readonly<Record<FinalFailure, string>> = {
  validation_timed_out: "what would validate its certificate did not appear in time",
  certificate_timed_out: "its certificate could not be issued in time",
  certificate_expired: "its certificate has expired",
  blocked: "Cloudflare does not take the name, because another account holds it or it is on a list",
  name_refused: "Cloudflare does not take the name",
};

function why(log: AuditLog): readonly Part[] {
  const reason = textIn(log, "reason");
  return reason !== null && Object.hasOwn(failures, reason) ? [`: ${failures[reason as FinalFailure]}`] : [];
}

/** In Cloudflare's own words, which nobody but Cloudflare can explain. */
function observed(log: AuditLog): readonly Part[] {
  const [status, sslStatus] = [textIn(log, "status"), textIn(log, "sslStatus")];
  const words = [
    ...(status === null ? [] : [`hostname “${status}”`]),
    ...(sslStatus === null ? [] : [`certificate “${sslStatus}”`]),
  ];
  return words.length === 0 ? [] : [` (at Cloudflare: ${words.join(", ")})`];
}

function primaryChanged(log: AuditLog): readonly Part[] {
  const [host, redirect] = [changeIn(log, "primaryHost"), changeIn(log, "redirectOthers")];
  const redirecting = (place: string) =>
    redirect?.to === true
      ? `had the other hosts redirect to ${place}`
      : `stopped the other hosts from redirecting to ${place}`;
  if (host === null) return [redirect === null ? "changed the primary host" : redirecting("the primary one")];
  return [
    "made ",
    hostOf(host.to),
    " the primary host instead of ",
    hostOf(host.from),
    ...(redirect === null ? [] : [` and ${redirecting("it")}`]),
  ];
}

/** Null is the host that every organization has. */
function hostOf(host: unknown): Part {
  return typeof host === "string" ? { name: host } : "the organization's standard address";
}

import type { TenantEvent } from "../../../src/audit/event.ts";
import { targetOf, type Telling } from "./telling.ts";

/** What happened to the organization's hostnames. */
export const hostnameTellings = {
  "hostname.added": (log) => ["added the hostname ", targetOf(log)],
  "hostname.updated": (log) => ["changed how the certificate is validated of ", targetOf(log)],
  "hostname.proven": (log) => ["saw the proof for the hostname ", targetOf(log)],
  "hostname.activated": (log) => ["put into service the hostname ", targetOf(log)],
  "hostname.interrupted": (log) => [
    "took out of service, because Cloudflare does not serve it, the hostname ",
    targetOf(log),
  ],
  "hostname.failed": (log) => ["found that Cloudflare cannot serve the hostname ", targetOf(log)],
  "hostname.moved": (log) => ["found that somebody else serves the hostname ", targetOf(log)],
  "hostname.retried": (log) => ["asked for another try of the hostname ", targetOf(log)],
  "hostname.expired": (log) => ["gave up waiting for the proof of the hostname ", targetOf(log)],
  "hostname.removed": (log) => ["removed the hostname ", targetOf(log)],
  "hostname.released": (log) => ["gave back the hostname ", targetOf(log)],
  "hostname.primary_changed": (log) => ["changed the primary host of ", targetOf(log)],
} as const satisfies Partial<Record<TenantEvent, Telling>>;

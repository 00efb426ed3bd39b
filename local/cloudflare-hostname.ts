import { randomBytes, randomUUID } from "node:crypto";
import type { CustomHostname, DCVMethod } from "cloudflare/resources/custom-hostnames/custom-hostnames";

/** A custom hostname as the stand-in keeps it. Instants in milliseconds since 1970 unless they are texts. */
export interface KeptHostname {
  readonly id: string;
  readonly hostname: string;
  readonly createdAt: string;
  /** Words of Cloudflare's as a rule; a control may put any other here. */
  readonly status: string;
  readonly sslStatus: string;
  readonly method: DCVMethod;
  readonly settings: NonNullable<CustomHostname.SSL["settings"]>;
  /** Somebody has set the states by hand: they stay. */
  readonly held: boolean;
  /** What the records contain that prove the hostname, and its certificate. */
  readonly ownershipToken: string;
  readonly validationToken: string;
  readonly certificateId: string;
  /** When the hostname, and its certificate, came into the state they are in. */
  readonly statusSince: number;
  readonly sslSince: number;
  /** How often the records were looked at since the last order to, and when they are looked at next. */
  readonly attempts: number;
  readonly nextLookAt: number | null;
  /** The CNAME was seen here: if it goes, the hostname has moved. */
  readonly wasPointing: boolean;
  readonly verificationErrors: readonly string[];
  readonly validationErrors: readonly string[];
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
}

export type Settings = KeptHostname["settings"];

/** A hostname that somebody has just asked for. */
export function newHostname(hostname: string, method: DCVMethod, settings: Settings, now: number): KeptHostname {
  return {
    id: randomUUID(),
    hostname,
    createdAt: new Date(now).toISOString(),
    status: "pending",
    method,
    settings,
    held: false,
    ownershipToken: randomUUID(),
    statusSince: now,
    wasPointing: false,
    verificationErrors: [],
    ...newCertificate(now),
  };
}

/** What an order does to a hostname: its certificate is made anew if it is to be another one, and looked for at once. */
export function ordered(
  kept: KeptHostname,
  order: { readonly method: DCVMethod; readonly settings: Settings } | null,
  now: number,
): KeptHostname {
  const anew = order !== null && order.method !== kept.method;
  const again = !anew && kept.sslStatus !== "active" && kept.sslStatus !== "initializing";
  return {
    ...kept,
    ...(order !== null && { method: order.method, settings: { ...kept.settings, ...order.settings } }),
    held: false,
    ...(kept.status !== "active" && { status: "pending", statusSince: now }),
    ...(anew && newCertificate(now)),
    ...(again && { sslStatus: "pending_validation", sslSince: now, validationErrors: [] }),
    ...(!anew && { attempts: 0, nextLookAt: kept.sslStatus === "initializing" ? null : now }),
  };
}

function newCertificate(now: number) {
  return {
    sslStatus: "initializing",
    sslSince: now,
    certificateId: randomUUID(),
    validationToken: randomBytes(32).toString("base64url"),
    attempts: 0,
    nextLookAt: null,
    validationErrors: [],
    issuedOn: null,
    expiresOn: null,
  } as const;
}

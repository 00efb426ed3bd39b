import type { Findings } from "./findings.ts";
import type { Registration } from "./registration.ts";

/**
 * Where a hostname is on its way. `deleted`: taken away, and kept from everybody else for a while; `released`: anybody
 * may have it.
 */
export const lifecycleStatuses = [
  "awaiting_txt",
  "pending_cloudflare",
  "active",
  "error",
  "moved",
  "deleted",
  "released",
] as const;
export type LifecycleStatus = (typeof lifecycleStatuses)[number];

/**
 * How a certificate's domain control is validated. `http`: by Cloudflare itself, once the CNAME is there. `txt`: by
 * records, which can be there before the CNAME is, so that nobody meets a host without a certificate.
 */
export const validations = ["http", "txt"] as const;
export type Validation = (typeof validations)[number];

/** Why a hostname is in `error`, until somebody has it tried again. */
export const finalFailures = [
  /** Cloudflare gave up looking for what would validate the certificate. */
  "validation_timed_out",
  /** It could not issue or deploy the certificate in time. */
  "certificate_timed_out",
  "certificate_expired",
  /** Cloudflare does not take this name: a hold of another account, a name of its list, too long. */
  "blocked",
  "name_refused",
] as const;
export type FinalFailure = (typeof finalFailures)[number];

/** Why one that is on its way does not get on. */
export const passingFailures = [
  /** The zone has no room for more. That is the platform's to mend, and is tried again. */
  "quota_exceeded",
  /** Cloudflare does not answer as it should. Tried again. */
  "cloudflare_unreachable",
] as const;
type PassingFailure = (typeof passingFailures)[number];

export const hostnameFailures = [...finalFailures, ...passingFailures] as const;
export type HostnameFailure = (typeof hostnameFailures)[number];

export function isPassing(failure: HostnameFailure): failure is PassingFailure {
  return passingFailures.some((one) => one === failure);
}

/** Why a hostname is in `error`, where none is without a reason. */
export function finalFailureOf({ failure }: { readonly failure: HostnameFailure | null }): FinalFailure {
  if (failure === null || isPassing(failure)) throw new Error("A hostname is in error, and nobody has said why");
  return failure;
}

/** A hostname as the gatekeeper's changes leave it. Instants in ISO 8601. */
export interface StoredHostname {
  readonly id: string;
  readonly version: number;
  readonly hostname: string;
  readonly state: LifecycleStatus;
  readonly stateSince: string;
  readonly validation: Validation;
  readonly challenge: string;
  readonly provenAt: string | null;
  readonly failure: HostnameFailure | null;
  /** Cloudflare's sentences about a name that it does not take: at most 10 of 300 characters. */
  readonly refusal: readonly string[] | null;
  readonly cloudflareId: string | null;
  readonly cloudflareStatus: string | null;
  readonly sslStatus: string | null;
  readonly registration: Registration | null;
  readonly certificateExpiresAt: string | null;
  /** For `deleted`: since when Cloudflare has nothing of it any more. */
  readonly purgedAt: string | null;
  readonly findings: Findings | null;
  readonly checkedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly createdAt: string;
  readonly createdByName: string | null;
  readonly updatedAt: string;
  readonly updatedByName: string | null;
}

/** Which host mails lead to; null is the one every tenant has. */
export interface StoredHostPolicy {
  readonly version: number;
  readonly primaryHostnameId: string | null;
  readonly redirectOthers: boolean;
}

/** Where nobody has ever chosen one. */
export const undecidedHostPolicy: StoredHostPolicy = { version: 0, primaryHostnameId: null, redirectOthers: false };

/** On its way to being served. */
export const pendingStatuses = ["awaiting_txt", "pending_cloudflare"] as const satisfies readonly LifecycleStatus[];

/** It was served or about to be, and is not any more until its record is shown. */
export function isLost(state: LifecycleStatus): boolean {
  return state === "error" || state === "moved";
}

/** How many hostnames of a tenant may be on their way at once, and how many it may add in a day. */
export const mostPending = 10;
export const mostAddedPerDay = 50;

/** How long a name stays with who had it, after they gave it up: nobody else finds a CNAME there that still leads to us. */
export const coolingMilliseconds = 7 * 24 * 60 * 60 * 1000;

/** How long the TXT record is waited for. */
export const proofPatienceMilliseconds = 14 * 24 * 60 * 60 * 1000;

/** How long its record need not be seen again before a hostname is served the first time. */
export const proofValidityMilliseconds = 24 * 60 * 60 * 1000;

/** How long a name that was lost waits for whoever can show its record again: nobody keeps for ever what they cannot show. */
export const lossPatienceMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** The record that proves a hostname. */
export function hostnameRecord(hostname: string, challenge: string) {
  return { name: `_gatehouse.${hostname}`, type: "TXT", value: `gatehouse-hostname=${challenge}` } as const;
}

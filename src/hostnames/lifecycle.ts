import type { TenantEvent } from "../audit/event.ts";
import {
  coolingMilliseconds,
  isLost,
  isPassing,
  lossPatienceMilliseconds,
  proofPatienceMilliseconds,
  proofValidityMilliseconds,
  type FinalFailure,
  type HostnameFailure,
  type LifecycleStatus,
} from "./hostname.ts";
import type { HostnameNews } from "./news.ts";
import { meaningOf } from "./registration-meaning.ts";
import type { Registration } from "./registration.ts";

/** What can happen to a hostname besides what people ask for. */
export type HostnameEvent =
  /** Two resolvers show its TXT record. */
  | { readonly kind: "proven" }
  /** What Cloudflare has of it; null for nothing. `isShown`: two resolvers show its TXT record in the same moment. */
  | { readonly kind: "observed"; readonly registration: Registration | null; readonly isShown?: boolean }
  /** Cloudflare does not take it, or does not answer. */
  | { readonly kind: "refused"; readonly failure: HostnameFailure; readonly sentences?: readonly string[] }
  /** Two resolvers show its TXT record after `error` or `moved`, and another try is to be made. */
  | { readonly kind: "retried" }
  /** Nobody showed the record in time, or nobody shows it any more since the name was lost. */
  | { readonly kind: "expired" }
  /** Cloudflare has nothing of it any more. */
  | { readonly kind: "purged" }
  /** The time after its removal is over. */
  | { readonly kind: "cooled" };

/**
 * Those, and that it is given up, or its organization is; and, after that, that the organization has shown a new record
 * for the same name, which is another hostname's from then on.
 */
export type LifecycleEvent = HostnameEvent | { readonly kind: "removed" } | { readonly kind: "reclaimed" };

/** What is decided by: as it is when the event comes. Times in milliseconds since 1970. */
export interface HostnameStanding {
  readonly state: LifecycleStatus;
  /** Of `error` and `moved`: since it was lost, whichever of the two it has been since. */
  readonly stateSince: number;
  /** When its TXT record was last seen, null until it was. */
  readonly provenAt: number | null;
  readonly failure: HostnameFailure | null;
  /** What Cloudflare says of why it does not take the name, null where it does or says nothing. */
  readonly refusal: readonly string[] | null;
  /** As it was last read. */
  readonly registration: Registration | null;
  /** When it became active, since it was added, tried again or given up: only the first time is worth a mail. */
  readonly activatedAt: number | null;
  /** Of which loss admins were told since it was added or active: trying again in vain is no news. */
  readonly lossTold: LossReason | null;
  /** The end of the certificate of which admins were told. */
  readonly expiryTold: number | null;
  /** For `deleted`: since when Cloudflare has nothing of it any more. */
  readonly purgedAt: number | null;
}

/** How a hostname is lost. */
export type LossReason = FinalFailure | "moved";

/** What an event makes of a hostname. */
export interface LifecycleStep {
  readonly standing: HostnameStanding;
  /** What the audit log says of the state that begins; null where the same goes on and has no new version, and more is known. */
  readonly audit: HostnameAuditEvent | null;
  /** What admins are mailed, null for nothing. */
  readonly news: HostnameNews | null;
}

/** All of hostnames but what people decide. */
type HostnameAuditEvent = Exclude<
  Extract<TenantEvent, `hostname.${string}`>,
  "hostname.added" | "hostname.updated" | "hostname.primary_changed"
>;

/**
 * What becomes of a hostname when this happens to it, null for nothing: an event that comes late, twice, or about
 * something else is no failure. `deleted` never leads back to being served, and `released` leads nowhere. What was lost
 * is not had back by what Cloudflare says of it, which may be about whoever has the name since: only `retried` leads back.
 */
export function afterEvent(standing: HostnameStanding, event: LifecycleEvent, now: number): LifecycleStep | null {
  const { state } = standing;
  switch (event.kind) {
    case "proven":
      if (state !== "awaiting_txt") return null;
      return entering("pending_cloudflare", { ...standing, provenAt: now }, now, "hostname.proven");
    case "observed":
      return afterObservation(standing, event, now);
    case "refused":
      return afterRefusal(standing, event, now);
    case "retried":
      if (!isLost(state)) return null;
      return entering("pending_cloudflare", { ...standing, provenAt: now, activatedAt: null }, now, "hostname.retried");
    case "expired":
      return afterPatience(standing, now);
    case "removed":
      if (state === "deleted" || state === "released") return null;
      // Nobody has shown that it was theirs: there is nothing to keep from others, and nothing at Cloudflare.
      if (standing.provenAt === null) return entering("released", standing, now, "hostname.removed");
      return entering("deleted", { ...standing, purgedAt: null }, now, "hostname.removed");
    case "reclaimed":
      return state === "deleted" ? entering("released", standing, now, "hostname.released") : null;
    case "purged":
      return state === "deleted" ? afterPurge(standing, now) : null;
    case "cooled": {
      const isOver = standing.purgedAt !== null && now - standing.stateSince >= coolingMilliseconds;
      return state === "deleted" && isOver ? entering("released", standing, now, "hostname.released") : null;
    }
  }
}

/** Nobody keeps for ever a name whose record they have not shown, or do not show any more. */
function afterPatience(standing: HostnameStanding, now: number): LifecycleStep | null {
  if (!isForfeit(standing, now)) return null;
  return standing.state === "awaiting_txt"
    ? entering("released", standing, now, "hostname.expired", "expired")
    : entering("deleted", { ...standing, purgedAt: null }, now, "hostname.expired", "expired");
}

/** Whether a hostname whose record is not there is given up: what is served never is. */
export function isForfeit({ state, stateSince, provenAt }: HostnameStanding, now: number): boolean {
  switch (state) {
    case "awaiting_txt":
      return now - stateSince >= proofPatienceMilliseconds;
    case "pending_cloudflare":
      return now - Math.max(stateSince, provenAt ?? 0) >= lossPatienceMilliseconds;
    case "error":
    case "moved":
      return now - stateSince >= lossPatienceMilliseconds;
    case "active":
    case "deleted":
    case "released":
      return false;
  }
}

/**
 * What Cloudflare says of a name that is under way or served decides alone, whatever it said before: so observations may
 * come late, twice and in any order. Of one that was lost it decides no more than how.
 */
function afterObservation(
  standing: HostnameStanding,
  { registration, isShown = false }: Extract<HostnameEvent, { kind: "observed" }>,
  now: number,
): LifecycleStep | null {
  const { state } = standing;
  switch (state) {
    case "awaiting_txt":
    case "released":
      return null;
    case "deleted":
      // A registration that was asked for before the removal, and made after it was purged, is to be purged as well.
      return registration === null ? afterPurge(standing, now) : knowing(standing, { registration, purgedAt: null });
    case "pending_cloudflare":
    case "active":
    case "error":
    case "moved":
      return afterWord(isShown ? { ...standing, provenAt: now } : standing, registration, now);
  }
}

function afterWord(held: HostnameStanding, registration: Registration | null, now: number): LifecycleStep {
  // Nothing is no loss to what is not served: it is registered anew.
  if (registration === null)
    return held.state === "active" ? losing(held, null, "moved", now) : knowing(held, { registration });
  const meaning = meaningOf(registration);
  switch (meaning.state) {
    case "active":
      if (held.state === "active") return tellOfExpiry(held, registration, now);
      return isLost(held.state) || isStale(held, now)
        ? knowing(held, { registration })
        : activated({ ...held, registration }, now);
    case "moved":
      return held.state === "moved" ? knowing(held, { registration }) : losing(held, registration, "moved", now);
    case "error": {
      const { failure } = meaning;
      if (held.state === "error") return knowing(held, { registration, failure, refusal: null });
      return losing(held, registration, failure, now);
    }
    case "pending_cloudflare":
      if (isLost(held.state)) return knowing(held, { registration });
      if (held.state === "pending_cloudflare") return knowing(held, { registration, failure: null });
      return entering("pending_cloudflare", { ...held, registration }, now, "hostname.interrupted");
  }
}

/** Whoever has proven a name long ago may not have it any more by the time it is to be served the first time. */
function isStale({ provenAt, activatedAt }: Pick<HostnameStanding, "provenAt" | "activatedAt">, now: number): boolean {
  return activatedAt === null && now - (provenAt ?? 0) > proofValidityMilliseconds;
}

function activated(held: HostnameStanding, now: number): LifecycleStep {
  const standing = { ...held, activatedAt: held.activatedAt ?? now, lossTold: null };
  return entering("active", standing, now, "hostname.activated", held.activatedAt === null ? "active" : null);
}

/** It is lost, or in another way than it was. Mailed once, however often its admins try again or Cloudflare changes its word. */
function losing(
  held: HostnameStanding,
  registration: Registration | null,
  reason: LossReason,
  now: number,
  refusal: readonly string[] | null = null,
): LifecycleStep {
  const wasLost = isLost(held.state);
  const isTold = wasLost || held.lossTold === reason;
  const standing = { ...held, registration, activatedAt: null, lossTold: isTold ? held.lossTold : reason };
  const since = wasLost ? held.stateSince : now;
  if (reason === "moved") return entering("moved", standing, since, "hostname.moved", isTold ? null : "moved");
  const why = { failure: reason, refusal };
  return entering("error", standing, since, "hostname.failed", isTold ? null : "failed", why);
}

/** Refusals count while it is being registered: what is served or given up goes by what Cloudflare has of it. */
function afterRefusal(
  standing: HostnameStanding,
  { failure, sentences }: Extract<HostnameEvent, { kind: "refused" }>,
  now: number,
): LifecycleStep | null {
  if (standing.state !== "pending_cloudflare") return null;
  if (isPassing(failure)) return knowing(standing, { failure });
  return losing(standing, standing.registration, failure, now, sentences);
}

function afterPurge(standing: HostnameStanding, now: number): LifecycleStep {
  return knowing(standing, { registration: null, purgedAt: standing.purgedAt ?? now });
}

/** That it runs out is told once of each certificate, and while the hostname is served by it. */
function tellOfExpiry(standing: HostnameStanding, registration: Registration, now: number): LifecycleStep {
  const end = registration.certificateExpiresAt === null ? NaN : Date.parse(registration.certificateExpiresAt);
  const isNear = end - now <= expiryNoticeMilliseconds;
  if (!isNear || standing.expiryTold === end) return knowing(standing, { registration });
  return { standing: { ...standing, registration, expiryTold: end }, audit: null, news: "certificate_expiring" };
}

/** A state begins. A failure belongs to the state that it has led to, and ends with it. */
function entering(
  state: LifecycleStatus,
  standing: HostnameStanding,
  stateSince: number,
  audit: HostnameAuditEvent,
  news: HostnameNews | null = null,
  why: Why = noFailure,
): LifecycleStep {
  return { standing: { ...standing, state, stateSince, ...why }, audit, news };
}

interface Why extends Pick<HostnameStanding, "refusal"> {
  readonly failure: FinalFailure | null;
}

const noFailure: Why = { failure: null, refusal: null };

/** It stays where it is, and more is known. */
function knowing(standing: HostnameStanding, known: Partial<HostnameStanding>): LifecycleStep {
  return { standing: { ...standing, ...known }, audit: null, news: null };
}

/** How long before its end a certificate that was not renewed is news. */
export const expiryNoticeMilliseconds = 30 * 24 * 60 * 60 * 1000;

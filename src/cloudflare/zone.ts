import type { Registration } from "../hostnames/registration.ts";
import type { CloudflareFailure } from "./failure.ts";

/**
 * The RPC surface of the zone's Durable Object (`CloudflareZone`): whoever is about to call Cloudflare's API asks here
 * first, so that all Workers and all tenants together stay below what Cloudflare allows.
 */
export interface CloudflareZone {
  /**
   * May so many calls be made? What is granted is good for a minute, and gone whether it is used or not. Who is told to
   * wait has a place in the line of that purpose, one for the whole tenant, and keeps it by asking again at the time it was told: not
   * sooner by asking more often, and not at all by staying away.
   */
  take(request: CallRequest): Promise<Permission>;
  /** Cloudflare has answered 429, or that it would the next call: nobody calls for so long. */
  rateLimited(answer: { readonly retryAfterMilliseconds: number }): Promise<void>;
  /**
   * Reads the next pages of all custom hostnames, and remembers which ones: they come once in each round, and a page whose
   * reader dies is read again in the next round. Ends with the round.
   */
  nextPages(request: { readonly most: number }): Promise<SweptPages>;
}

export interface CallRequest {
  readonly organizationId: string;
  /** How many calls the work takes, from 1 to `mostCallsAtOnce`. */
  readonly calls: number;
  readonly purpose: CallPurpose;
}

/**
 * What a tenant calls for. `click`: somebody waits. `news`: Cloudflare is known to have something that was not read yet.
 * `check`: a hostname is due to be looked at, and nobody knows whether there is anything to see.
 */
export const callPurposes = ["click", "news", "check"] as const;
export type CallPurpose = (typeof callPurposes)[number];

/** More than one hostname ever needs; for many hostnames ask many times, and let others have their turn in between. */
export const mostCallsAtOnce = 10;

export type Permission =
  | { readonly granted: true }
  /** Milliseconds since 1970: when it is probably this tenant's turn. */
  | { readonly granted: false; readonly retryAt: number };

export interface SweptPages {
  readonly pages: readonly SweptPage[];
  /** Why there are no more: `most` were read or it took long, the round is over, the budget is used up, another reader is at it, or Cloudflare fails. */
  readonly ended: "enough" | "round" | "budget" | "busy" | CloudflareFailure["reason"];
}

export interface SweptPage {
  /** The rounds count up from 1, the pages of each from 1. */
  readonly round: number;
  readonly page: number;
  /** How many pages there were when this one was read. */
  readonly of: number;
  readonly registrations: readonly Registration[];
  /** How many entries it had besides, of which nothing is known. */
  readonly notUnderstood: number;
}

/** The zone's object. A stub belongs to the request that made it: make one per attempt, never keep it. */
export function cloudflareZoneOf(namespace: DurableObjectNamespace): CloudflareZone {
  // The namespace is hosted by another Worker, so its RPC type cannot be inferred here; the coordinator implements it.
  return namespace.get(namespace.idFromName("zone")) as unknown as CloudflareZone;
}

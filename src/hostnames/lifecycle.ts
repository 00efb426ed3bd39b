import type { HostnameFailure, LifecycleStatus } from "./hostname.ts";
import type { Registration } from "./registration.ts";

/** What can happen to a hostname besides what people ask for. */
export type HostnameEvent =
  /** Two resolvers show its TXT record. */
  | { readonly kind: "proven" }
  /** What Cloudflare has of it; null for nothing. */
  | { readonly kind: "observed"; readonly registration: Registration | null }
  /** Cloudflare does not take it, or does not answer. */
  | { readonly kind: "refused"; readonly failure: HostnameFailure }
  /** Somebody asks for another try after `error` or `moved`. */
  | { readonly kind: "retried" }
  /** Nobody showed the record in time. */
  | { readonly kind: "expired" }
  /** Cloudflare has nothing of it any more. */
  | { readonly kind: "purged" }
  /** The time after its removal is over. */
  | { readonly kind: "cooled" };

/** What is decided by: as it is when the event comes. Times in milliseconds since 1970. */
export interface HostnameStanding {
  readonly state: LifecycleStatus;
}

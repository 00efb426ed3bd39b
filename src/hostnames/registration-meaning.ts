import type { FinalFailure } from "./hostname.ts";
import type { Registration } from "./registration.ts";

/** What Cloudflare's words come to. */
export type RegistrationMeaning =
  | { readonly state: "active" | "moved" | "pending_cloudflare" }
  | { readonly state: "error"; readonly failure: FinalFailure };

/**
 * What two words of Cloudflare's come to: served only where both say so, given up where one of the known words says
 * that, and under way for everything else, with the words of an API that has gone on since.
 * https://developers.cloudflare.com/api/resources/custom_hostnames/
 */
export function meaningOf({ status, sslStatus }: Pick<Registration, "status" | "sslStatus">): RegistrationMeaning {
  if (status === "active" && sslStatus === "active") return { state: "active" };
  if (status === "moved" || isGoing({ status })) return { state: "moved" };
  const failure = failureOfStatus.get(status) ?? failureOfCertificate.get(sslStatus);
  if (failure !== undefined) return { state: "error", failure };
  return timedOut.test(sslStatus) ? { state: "error", failure: "certificate_timed_out" } : pending;
}

const pending = { state: "pending_cloudflare" } as const;

/** Whether Cloudflare has it, and serves it. */
export function isServing(registration: Registration | null): boolean {
  return registration !== null && meaningOf(registration).state === "active";
}

/** On its way out at Cloudflare: nothing can be made of it, and nothing in its place before it is gone. */
export function isGoing({ status }: Pick<Registration, "status">): boolean {
  return goingWords.has(status);
}

const goingWords: ReadonlySet<string> = new Set(["pending_deletion", "deleted"]);

/** All that are known, and those to come: whatever else ends so is no word. */
const timedOut = /^[a-z0-9_]+_timed_out$/;

/** Until somebody has it tried again. */
const failureOfStatus: ReadonlyMap<string, FinalFailure> = new Map([
  ["blocked", "blocked"],
  ["test_blocked", "blocked"],
  ["test_failed", "validation_timed_out"],
]);

const failureOfCertificate: ReadonlyMap<string, FinalFailure> = new Map([
  ["validation_timed_out", "validation_timed_out"],
  ["expired", "certificate_expired"],
]);

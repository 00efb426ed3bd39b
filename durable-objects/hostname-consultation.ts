import type { CloudflareFailure } from "../src/cloudflare/failure.ts";
import type { CustomHostnames } from "../src/cloudflare/custom-hostnames.ts";
import type { HostnameEvent } from "../src/hostnames/lifecycle.ts";
import { isLost, type Validation } from "../src/hostnames/hostname.ts";
import { isGoing, meaningOf } from "../src/hostnames/registration-meaning.ts";
import type { Registration } from "../src/hostnames/registration.ts";
import { slowRetryMilliseconds } from "../src/hostnames/schedule.ts";
import type { Result } from "../src/result/result.ts";
import type { HeldHostname } from "./change-hostname-row.ts";

/** The calls a look needs. */
export type Cloudflare = Pick<CustomHostnames, "find" | "get" | "create" | "restart" | "delete">;

/** Makes one call, when it may be made: where it may not, it is refused as Cloudflare itself would. */
export type CallCloudflare = <Value>(
  work: (cloudflare: Cloudflare) => Promise<Result<Value, CloudflareFailure>>,
) => Promise<Result<Value, CloudflareFailure>>;

/**
 * What a look has brought. `nothing`: it is not clear, and is looked at again when its time comes. `turned_away`: it has not
 * been looked at, because it is not this tenant's turn before then.
 */
export type Outlook =
  | { readonly kind: "turned_away"; readonly atLeastMilliseconds: number }
  | { readonly kind: "event"; readonly event: HostnameEvent; readonly atLeastMilliseconds: number }
  | { readonly kind: "nothing"; readonly atLeastMilliseconds: number };

/**
 * Finds out what Cloudflare has of a hostname, and asks it for what is missing. What was asked for without an answer
 * coming is not asked for again before it was looked whether it was done: each call here is made once, after a look at
 * what is there, and whoever dies in between begins with that look.
 *
 * @param held as it was read after every earlier look at this name was over, so that nothing here is about a registration
 *   that has passed to another hostname meanwhile
 */
export async function consultCloudflare(held: HeldHostname, call: CallCloudflare): Promise<Outlook> {
  const { state, registration } = held;
  if (state === "deleted") return purge(held, call);
  if (registration !== null) {
    const read = await readKnown(held, registration, call);
    if (read.ok) return observed(read.value);
    if (read.failure.reason !== "not_found") return outlookOf(read.failure);
  }
  // Whoever came before may have registered it without hearing so.
  const found = await call((cloudflare) => cloudflare.find(held.hostname));
  if (!found.ok) return outlookOf(found.failure);
  if (found.value !== null) return adopt(held, found.value, call);
  return state === "pending_cloudflare" ? register(held, call) : observed(null);
}

/** How many calls it will take, where nothing has happened that nobody knows of. */
export function expectedCalls({ state, registration }: Pick<HeldHostname, "state" | "registration">): number {
  if (state === "deleted") return registration === null ? 1 : 2;
  return registration === null && state === "pending_cloudflare" ? 2 : 1;
}

/** Reads the registration that is known, and has it validated anew where that is wanted. */
async function readKnown(
  { state, validation }: HeldHostname,
  known: Registration,
  call: CallCloudflare,
): Promise<Result<Registration, CloudflareFailure>> {
  const isPending = state === "pending_cloudflare";
  // It was given up when it was last read, and somebody has asked for another try since: read first, it would be given up again.
  if (isPending && isGivenUp(known)) return call((cloudflare) => cloudflare.restart(known.id, validation));
  const read = await call((cloudflare) => cloudflare.get(known.id));
  if (!read.ok || !isPending || !isValidatedOtherwise(read.value, validation)) return read;
  return call((cloudflare) => cloudflare.restart(known.id, validation));
}

/** A registration of the name that was not known of here: left by a call whose answer was lost, or by who had the name before. */
async function adopt(held: HeldHostname, found: Registration, call: CallCloudflare): Promise<Outlook> {
  if (held.state !== "pending_cloudflare") return observed(found);
  if (isGoing(found)) return nothing;
  if (!isGivenUp(found) && !isValidatedOtherwise(found, held.validation)) return observed(found);
  const restarted = await call((cloudflare) => cloudflare.restart(found.id, held.validation));
  return restarted.ok ? observed(restarted.value) : outlookOf(restarted.failure);
}

async function register(held: HeldHostname, call: CallCloudflare): Promise<Outlook> {
  const { hostname, validation } = held;
  const created = await call((cloudflare) => cloudflare.create(hostname, validation));
  if (created.ok) return observed(created.value);
  if (created.failure.reason !== "duplicate") return outlookOf(created.failure);
  const found = await call((cloudflare) => cloudflare.find(hostname));
  if (!found.ok) return outlookOf(found.failure);
  return found.value === null ? nothing : adopt(held, found.value, call);
}

/**
 * Has Cloudflare give up what it has of a name that was taken away. Until it is released the name is this hostname's, so
 * whatever registration is found of it is its own; even one that appears later, because the call that asked for it was slow.
 */
async function purge(held: HeldHostname, call: CallCloudflare): Promise<Outlook> {
  const { registration, purgedAt } = held;
  if (registration !== null) {
    const deleted = await call((cloudflare) => cloudflare.delete(registration.id));
    if (!deleted.ok && deleted.failure.reason !== "not_found") return outlookOf(deleted.failure);
  }
  const found = await call((cloudflare) => cloudflare.find(held.hostname));
  if (!found.ok) return outlookOf(found.failure);
  // Looked at once more before anybody else may have it.
  if (found.value === null) return eventual(purgedAt === null ? { kind: "purged" } : { kind: "cooled" });
  const left = found.value;
  // That it is gone counts when it is not found any more.
  if (isGoing(left)) return observed(left);
  const deleted = await call((cloudflare) => cloudflare.delete(left.id));
  return deleted.ok || deleted.failure.reason === "not_found" ? observed(left) : outlookOf(deleted.failure);
}

function isGivenUp(registration: Registration): boolean {
  return isLost(meaningOf(registration).state);
}

/** Only a word that is known to be another way: one that is not understood is no reason to begin again each time. */
function isValidatedOtherwise({ method }: Registration, validation: Validation): boolean {
  return knownMethods.has(method) && method !== validation;
}

const knownMethods: ReadonlySet<string> = new Set(["http", "txt", "email"]);

function outlookOf(failure: CloudflareFailure): Outlook {
  switch (failure.reason) {
    case "rate_limited":
      return { kind: "turned_away", atLeastMilliseconds: failure.retryAfterMilliseconds };
    case "duplicate":
    case "conflict":
    case "not_found":
      return nothing;
    case "quota_exceeded":
      return eventual({ kind: "refused", failure: "quota_exceeded" }, slowRetryMilliseconds);
    case "name_refused":
      return eventual({ kind: "refused", failure: "name_refused", sentences: failure.messages });
    case "unauthorized":
    case "rejected":
    case "unreachable":
      return eventual({ kind: "refused", failure: "cloudflare_unreachable" });
  }
}

function eventual(event: HostnameEvent, atLeastMilliseconds = 0): Outlook {
  return { kind: "event", event, atLeastMilliseconds };
}

function observed(registration: Registration | null): Outlook {
  return eventual({ kind: "observed", registration });
}

const nothing: Outlook = { kind: "nothing", atLeastMilliseconds: 0 };

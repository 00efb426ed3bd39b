import { z } from "zod";
import { refusals } from "./cloudflare-refusal.ts";
import type { ApiRefusal } from "./cloudflare-refusal.ts";

/**
 * What calls can be made to meet.
 *
 * - `lost-answer`: the call is done, then the connection breaks.
 * - `unreachable`: the connection breaks, and nothing is done.
 * - `slow`: the call is done at once; its answer comes `delaySeconds` later.
 * - `malformed`: the call is done; half of its answer comes.
 * - `not-json`: a page of an edge that cannot reach the API (502). Nothing is done.
 * - `rate-limited`: 429, with `retryAfterSeconds`. Nothing is done.
 * - `internal-error` (500, 1500), `concurrent-change` (409, 1439), `quota-exceeded` (403, 1405), `duplicate` (409, 1406):
 *   refusals, whatever is asked for. Nothing is done.
 * - `refused`: any other refusal, with `status`, `code` and `message`.
 */
const faultKinds = [
  "lost-answer",
  "unreachable",
  "slow",
  "malformed",
  "not-json",
  "rate-limited",
  "internal-error",
  "concurrent-change",
  "quota-exceeded",
  "duplicate",
  "refused",
] as const;

export const faultInput = z.strictObject({
  fault: z.enum(faultKinds),
  /** Whom it meets: calls of this method, and about this hostname. */
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).nullable().default(null),
  hostname: z.string().nullable().default(null),
  /** How many calls; null for all until the faults are cleared. */
  times: z.int().min(1).nullable().default(1),
  delaySeconds: z.number().min(0).max(600).default(60),
  retryAfterSeconds: z.int().min(0).default(60),
  status: z.int().min(400).max(599).default(400),
  code: z.int().default(1000),
  message: z.string().default("Refused."),
});

export type CloudflareFault = z.infer<typeof faultInput>;

/** What is known of a call before it is done. */
export interface FaultyCall {
  readonly method: string;
  readonly hostname: string | null;
}

/** Faults wait in the order in which they were set. */
export class CloudflareFaults {
  private waiting: CloudflareFault[] = [];

  list(): readonly CloudflareFault[] {
    return this.waiting;
  }

  add(fault: CloudflareFault): void {
    this.waiting.push(fault);
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault that a call meets. */
  take(call: FaultyCall): CloudflareFault | null {
    const met = this.waiting.find(
      (fault) =>
        (fault.method === null || fault.method === call.method) &&
        (fault.hostname === null || fault.hostname === call.hostname),
    );
    if (met === undefined) return null;
    this.waiting = this.waiting.flatMap((fault) => {
      if (fault !== met || fault.times === null) return [fault];
      return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
    });
    return met;
  }
}

/** What a fault refuses a call with; null when it does something else. */
export function refusalOf({ fault, status, code, message }: CloudflareFault): ApiRefusal | null {
  const known: Readonly<Partial<Record<typeof fault, ApiRefusal>>> = {
    "rate-limited": refusals.tooMany,
    "internal-error": refusals.internal,
    "concurrent-change": refusals.notModifiable,
    "quota-exceeded": refusals.quotaExceeded,
    duplicate: refusals.duplicate,
    refused: { status, code, message },
  };
  return known[fault] ?? null;
}

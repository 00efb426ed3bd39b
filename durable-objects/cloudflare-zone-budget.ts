import { callPurposes } from "../src/cloudflare/zone.ts";

/** What calls are for: what tenants call for, and the sweep, which reads all hostnames page by page. */
const purposes = [...callPurposes, "sweep"] as const;
export type Purpose = (typeof purposes)[number];

/**
 * How many calls may be made at this moment: a token bucket. A part of it is kept for each purpose and filled first, so
 * that nobody goes without; when a part is full, what it would get is everybody's.
 *
 * The sum of what is kept is never more than `tokens`.
 */
export interface Bucket {
  readonly tokens: number;
  readonly kept: Readonly<Record<Purpose, number>>;
  /** Milliseconds since 1970. */
  readonly refilledAt: number;
}

/**
 * Cloudflare allows 1,200 calls in five minutes for each token (developers.cloudflare.com/fundamentals/api/reference/limits).
 * What is granted is used within a minute, so any six minutes of grants must stay below that: 60 + 3 × 360 = 1,140. The
 * rest is for a clock that steps forward, which fills the bucket once more each time: in five minutes the fifth such step
 * is the first that could be one too many.
 */
export const burst = 60;
const callsPerSecond = 3;

/**
 * The parts. Their rates are all there is. The sweep asks for a page every two seconds on average, all of a minute's at
 * once, and needs as many kept; what the parts keep together leaves nothing.
 */
const parts: Readonly<Record<Purpose, { readonly most: number; readonly callsPerSecond: number }>> = {
  click: { most: 10, callsPerSecond: 0.75 },
  news: { most: 15, callsPerSecond: 1 },
  check: { most: 15, callsPerSecond: 0.5 },
  sweep: { most: 20, callsPerSecond: 0.75 },
};

export function fullBucket(now: number): Bucket {
  return { tokens: burst, kept: mapParts((purpose) => parts[purpose].most), refilledAt: now };
}

/** The bucket as it is now. No time that a clock goes back over is paid for. */
export function refilled(bucket: Bucket, now: number): Bucket {
  const seconds = Math.max(0, now - bucket.refilledAt) / 1_000;
  const kept = mapParts((purpose) => {
    const { most, callsPerSecond: rate } = parts[purpose];
    return Math.min(most, bucket.kept[purpose] + rate * seconds);
  });
  return { tokens: Math.min(burst, bucket.tokens + callsPerSecond * seconds), kept, refilledAt: now };
}

/** How many calls of this purpose the bucket has: all that is not kept for the others. */
export function available(bucket: Bucket, purpose: Purpose): number {
  const others = purposes.filter((one) => one !== purpose).map((one) => bucket.kept[one]);
  return bucket.tokens - others.reduce((sum, tokens) => sum + tokens, 0);
}

/** Null when there are not so many available. */
export function spent(bucket: Bucket, purpose: Purpose, calls: number): Bucket | null {
  // Sums of fractions: a millionth less than a whole call is a whole one.
  if (available(bucket, purpose) + 1e-6 < calls) return null;
  const own = Math.max(0, bucket.kept[purpose] - calls);
  return { ...bucket, tokens: bucket.tokens - calls, kept: { ...bucket.kept, [purpose]: own } };
}

/** How long until there are so many more, when nobody else asks for any. Never so soon that asking is all one does. */
export function waitFor(missingCalls: number): number {
  return Math.max(shortestWait, Math.ceil((missingCalls / callsPerSecond) * 1_000));
}

const shortestWait = 250;

function mapParts(value: (purpose: Purpose) => number): Record<Purpose, number> {
  return { click: value("click"), news: value("news"), check: value("check"), sweep: value("sweep") };
}

/** One world to be simulated. */
export interface Scenario {
  readonly hostnames: number;
  /** Whether Cloudflare notifies us of most of what happens. */
  readonly webhooks: boolean;
  /** Whether all hostnames are read page by page, again and again. */
  readonly sweep: boolean;
  readonly issuance: Issuance;
  readonly seed: number;
}

/**
 * How fast Cloudflare issues certificates. `documented`: 15 a minute for a zone. `unlimited`: all at once, which is harder
 * for us, because hostnames become active faster than they can be looked at.
 */
export type Issuance = "documented" | "unlimited";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** When every simulated world begins: milliseconds since 1970. */
export const start = Date.UTC(2026, 0, 1);

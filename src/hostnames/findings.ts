import type { Agreement } from "../dns/agreement.ts";

/** What the DNS said of a hostname, asked at two resolvers that had to agree. */
export interface Findings {
  /** The record that proves it. */
  readonly txt: Agreement;
  /** Whether its CNAME leads to us, directly or by way of others. */
  readonly cname: Agreement;
  readonly caa: CaaFinding;
}

/** Whether the authorities that Cloudflare asks may issue a certificate (RFC 8659). */
export interface CaaFinding {
  readonly outcome: "allowed" | "forbidden" | "disagreement" | "no_answer";
  /** The name whose records decide, null for none. */
  readonly at: string | null;
  /** At most 10 records of 200 characters, as they are written. */
  readonly seen: readonly string[];
}

/** What the DNS said of a hostname, asked at two resolvers that had to agree. */
export interface Findings {
  readonly txt: Finding;
  readonly cname: Finding;
  readonly caa: CaaFinding;
}

/**
 * `found`: as it should be. `missing`: nothing is there. `other`: something else is. `disagreement`: the resolvers do not
 * say the same, as happens while a change spreads. `no_answer`: nobody could find out.
 */
export interface Finding {
  readonly outcome: "found" | "missing" | "other" | "disagreement" | "no_answer";
  /** What was there: at most 10 texts of 200 characters. */
  readonly seen: readonly string[];
}

/** Whether the authorities that Cloudflare asks may issue a certificate (RFC 8659). */
export interface CaaFinding {
  readonly outcome: "allowed" | "forbidden" | "no_answer";
  /** The name whose records decide, null for none. */
  readonly at: string | null;
  readonly seen: readonly string[];
}

import type { Act, Beginning } from "./history.ts";

/** What was promised and not kept, in a sentence that names the operations and their times. */
export interface Violation {
  readonly property: "revoked" | "versions" | "atomic" | "configuration" | "kept";
  readonly sentence: string;
}

export interface Promises {
  readonly beginning: Beginning;
  /**
   * For how long a verdict may be repeated, in milliseconds: 0 without leases. Only versions that nobody was told of
   * may be seen to lag that long; what was acknowledged never.
   */
  readonly leaseMilliseconds: number;
  /** For how long after its answer an act that was sent twice may take place again. */
  readonly latenessMilliseconds: number;
}

/** An act, as sentences name it. */
export function describe(act: Act): string {
  return `${act.id} (${deedIn(act)}, invoked at ${act.invokedAt})`;
}

/** What was done, and to whom. */
export function deedIn({ deed }: Act): string {
  const { kind, ...about } = deed;
  return [kind, ...Object.values(about)].join(" ");
}

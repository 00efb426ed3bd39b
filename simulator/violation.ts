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
export function describe({ id, deed, invokedAt }: Act): string {
  const { kind, ...about } = deed;
  const details = Object.values(about).join(" ");
  return `${id} (${details === "" ? kind : `${kind} ${details}`}, invoked at ${invokedAt})`;
}

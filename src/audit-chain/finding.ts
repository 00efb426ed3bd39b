/** What verification may find. */
export const findingKinds = [
  /** A row is not what was hashed. */
  "changed",
  /** A row, or a link and what it stood for, is gone. */
  "removed",
  /** A row that no link stands for, or a link that the chain's head does not know. */
  "inserted",
  /** A row stands at another's place. */
  "reordered",
  /** A link or the head is not what the rest of the chain says. */
  "broken",
  /** The end of the chain is gone: its head or a checkpoint knows of more. */
  "truncated",
  /** The chain is whole, and not the one that was signed. */
  "rewritten",
  /** A checkpoint that the platform did not sign. */
  "forged_checkpoint",
  /** A checkpoint is gone: the one after it knows of it. */
  "removed_checkpoint",
  /** Rows that are said to have been too old, and no row of the log or no checkpoint says so. */
  "unannounced",
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** One thing that is wrong with a chain, and where: the place in the chain and the id of the row, as far as known. */
export interface Finding {
  readonly kind: FindingKind;
  readonly sequence: number | null;
  readonly id: string | null;
  readonly message: string;
}

import { linkHash } from "./digest.ts";
import type { Finding } from "./finding.ts";

/** A link whose hash is not that of its row at its place. */
export interface Mismatch {
  readonly sequence: number;
  readonly id: string;
  /** The hash of the link before, null for the first of a chain. */
  readonly previous: string | null;
  readonly stored: string;
  /** What the link's hash would have to be. */
  readonly expected: string;
  /** The digest of the row that stands there. */
  readonly row: string;
}

/**
 * Says what happened to links that do not hold: a row that was changed, links that changed places, a hash that was
 * written over, a row that was put between. One damage makes the link after it fail as well; that is no finding of its
 * own. Works with what the damaged links themselves hold, so it costs nothing where nothing is wrong.
 *
 * @param head the hash the chain's head has, when the last of them is the chain's last link
 */
export async function explainMismatches(
  chain: string,
  mismatches: readonly Mismatch[],
  head: string | null,
): Promise<Finding[]> {
  // What any of them may have followed, had nothing been moved or written over.
  const close = mismatches.length <= closeLookAt ? mismatches : [];
  const hashes = new Set([...close.map(({ stored }) => stored), ...close.map(({ expected }) => expected)]);
  const stored = new Set(mismatches.map((mismatch) => mismatch.stored));
  const before = (one: Mismatch) => new Set([one.previous, ...hashes, ...close.map(({ previous }) => previous)]);
  const stoodAt = async (one: Mismatch, row: string, sequence: number) => {
    for (const previous of before(one)) {
      const hash = await linkHash(chain, sequence, previous, row);
      if (stored.has(hash)) return hash;
    }
    return null;
  };

  const findings: Finding[] = [];
  for (const [index, one] of mismatches.entries()) {
    const { sequence, id } = one;
    const at = { sequence, id };
    if (index > 0 && (await stoodAt(one, one.row, sequence)) === one.stored) continue;
    const next = mismatches[index + 1];
    const follows = next?.sequence === sequence + 1 ? next : undefined;
    const heir = follows && (await linkHash(chain, follows.sequence, one.expected, follows.row));
    if ((follows !== undefined && heir === follows.stored) || head === one.expected) {
      findings.push({
        kind: "broken",
        ...at,
        message: "The hash of this link was written over; its row is unchanged.",
      });
      continue;
    }
    const shift = await shiftOf(one, stoodAt);
    if (shift !== null) {
      findings.push({ kind: "reordered", ...at, message: `This row stood at ${sequence + shift} of the chain.` });
      continue;
    }
    if (follows !== undefined && (await shiftOf(follows, stoodAt)) === -1) {
      findings.push({ kind: "inserted", ...at, message: "This row was put between two others." });
      continue;
    }
    const other = await ownerOf(one, close, stoodAt);
    if (other !== null) {
      findings.push({ kind: "reordered", ...at, message: `At this place of the chain stood the row ${other.id}.` });
      continue;
    }
    const message = "This row was changed; or the one before it was, and its link was made to fit.";
    findings.push({ kind: "changed", ...at, message });
  }
  return findings;
}

/** So many are compared with one another, each with each. */
const closeLookAt = 16;

type StoodAt = (one: Mismatch, row: string, sequence: number) => Promise<string | null>;

/** Whether a link was renumbered, because another was put before it or taken from there. */
async function shiftOf(one: Mismatch, stoodAt: StoodAt): Promise<number | null> {
  for (const shift of [-1, 1]) {
    if ((await stoodAt(one, one.row, one.sequence + shift)) === one.stored) return shift;
  }
  return null;
}

/** Whose row belongs where this one stands. */
async function ownerOf(one: Mismatch, others: readonly Mismatch[], stoodAt: StoodAt): Promise<Mismatch | null> {
  for (const other of others) {
    if (other !== one && (await stoodAt(one, other.row, one.sequence)) !== null) return other;
  }
  return null;
}

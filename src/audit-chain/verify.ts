import type { ReadCheckpoint } from "./checkpoint.ts";
import { chainName } from "./chain.ts";
import type { Finding } from "./finding.ts";
import type { StoredChain } from "./repository.ts";
import { patience } from "./testimony.ts";
import { ChainWalk } from "./verification.ts";
import type { WitnessStore } from "./witness.ts";

/** What came of verifying a chain, or a stretch of it. */
export interface Verification {
  readonly valid: boolean;
  readonly rows: number;
  readonly checkpoints: number;
  /** How many checkpoints the witness knows of that agree or do not; null when it was not asked. */
  readonly witnesses: number | null;
  readonly head: { readonly sequence: number; readonly hash: string } | null;
  /** The place up to which the chain has been walked. */
  readonly through: number;
  /** Where to walk on from; null when this was all. */
  readonly nextAfter: number | null;
  /** How many things are wrong; the first hundred are listed. */
  readonly found: number;
  readonly findings: readonly Finding[];
}

export interface VerificationTools {
  readonly read: ReadCheckpoint;
  readonly witness: WitnessStore | null;
}

/**
 * Verifies a chain after a place, as it was when this began: what is appended meanwhile is the next verification's.
 *
 * @param limit about how many rows at most
 */
export async function verifyChain(
  stored: StoredChain,
  { read, witness }: VerificationTools,
  after: number,
  limit: number,
): Promise<Verification> {
  const name = chainName(stored.chain);
  const head = await stored.head();
  const end = head?.sequence ?? (await stored.lastSequence());
  const walk = new ChainWalk(name, read, after, after === 0 ? null : await stored.hashAt(after));
  const done = await walkThrough(walk, stored, witness, end, limit);
  await walk.finish(done ? await endOf(stored, witness, head, end) : null);
  return {
    valid: walk.found === 0,
    rows: walk.rows,
    checkpoints: walk.checkpoints,
    witnesses: witness === null ? null : walk.witnesses,
    head: head === null || head.hash === null ? null : { sequence: head.sequence, hash: head.hash },
    through: walk.sequence,
    nextAfter: done ? null : walk.sequence,
    found: walk.found,
    findings: walk.findings,
  };
}

/** Walks up to a place, or for about `limit` rows. True when it got there. */
export async function walkThrough(
  walk: ChainWalk,
  stored: StoredChain,
  witness: WitnessStore | null,
  end: number,
  limit: number,
): Promise<boolean> {
  const name = chainName(stored.chain);
  for (let seen = 0, isFirst = true; ; isFirst = false) {
    const { sequence } = walk;
    const wanted = Math.min(pageRows, limit - seen);
    const links = await stored.links(sequence, end, wanted);
    const through = links.length < wanted ? end : (links.at(-1)?.sequence ?? end);
    const checkpoints = await stored.checkpoints(sequence, through, isFirst);
    // Asked after the links: of rows that are deleted in between, it tells.
    const tombstone = await stored.tombstone();
    const from = Math.max(sequence, (tombstone?.through ?? 0) - 1);
    const witnesses = (await witness?.list(name, from, through, Number.POSITIVE_INFINITY)) ?? [];
    await walk.take({ links, checkpoints, witnesses, tombstone });
    seen += links.length;
    if (through >= end) return true;
    if (seen >= limit) return false;
  }
}

async function endOf(
  stored: StoredChain,
  witness: WitnessStore | null,
  head: Awaited<ReturnType<StoredChain["head"]>>,
  end: number,
) {
  // The witness is asked before the head: what it saw meanwhile is no longer behind it.
  const witnesses = (await witness?.list(chainName(stored.chain), end, Number.POSITIVE_INFINITY, patience)) ?? [];
  const now = (await stored.head())?.sequence ?? end;
  return {
    head,
    checkpoints: await stored.checkpointsBehindHead(),
    witnesses: witnesses.filter(({ sequence }) => sequence > now),
    strayLinks: await stored.strayLinks(),
    strayRows: await stored.strayRows(),
  };
}

const pageRows = 2_000;

/** So many a Worker walks in one answer, far within its limits of time and calls. */
export const rowsPerAnswer = 20_000;

import type { AuditSigningKey } from "./checkpoint.ts";
import { signCheckpoint, statementDigest, type ReadCheckpoint } from "./checkpoint.ts";
import { chainName } from "./chain.ts";
import type { Finding } from "./finding.ts";
import type { StoredChain } from "./repository.ts";
import { firstTestimony, patience } from "./testimony.ts";
import { ChainWalk } from "./verification.ts";
import { walkThrough } from "./verify.ts";
import type { WitnessBook } from "./witness.ts";

export interface SigningTools {
  readonly key: AuditSigningKey;
  readonly read: ReadCheckpoint;
  readonly witness: WitnessBook;
  readonly now: Date;
}

export type SigningOutcome =
  | { readonly kind: "signed"; readonly sequence: number }
  | { readonly kind: "unmoved" }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };

/** No checkpoint stands further from the one before it: retention deletes from one to the next, in one transaction. */
const longestStretch = 10_000;

/**
 * Signs where a chain stands, if what was added since the last checkpoint holds and follows from what was signed then:
 * what somebody wrote anew is not signed, and neither is anything after it. The witness hears of it first, so that
 * no checkpoint in the database is unknown to it; one that only the witness has was not finished, and is taken over.
 */
export async function signChain(stored: StoredChain, tools: SigningTools): Promise<SigningOutcome> {
  const chain = chainName(stored.chain);
  const { witness, read } = tools;
  const start = await startOf(stored, read);
  if (start === null) return refused(null, "The last checkpoint is forged.");
  const { after, hash, statement } = start;
  const head = await stored.head();
  if (head === null || head.sequence <= after) return { kind: "unmoved" };
  const later = await witness.list(chain, after, Number.POSITIVE_INFINITY, patience);
  const unfinished = await firstTestimony(chain, later, read);
  if (unfinished === "noise") return refused(null, "The witness holds too much that nobody signed.");
  const end = unfinished === "none" ? Math.min(head.sequence, after + longestStretch) : unfinished.checkpoint.sequence;

  const walk = new ChainWalk(chain, read, after, hash);
  await walkThrough(walk, stored, null, end, longestStretch);
  await walk.finish(null);
  if (walk.found > 0) return { kind: "refused", findings: walk.findings };
  if (walk.sequence !== end || walk.hash === null) return refused(walk.sequence + 1, "The chain ends before its head.");
  const previous = statement === null ? null : await statementDigest(statement);
  if (unfinished !== "none") {
    if (unfinished.checkpoint.hash !== walk.hash) return refused(end, "The witness saw another chain.");
    if (unfinished.checkpoint.previous === previous) {
      await stored.addCheckpoint({ sequence: end, statement: unfinished.statement }, after);
      return { kind: "signed", sequence: end };
    }
  }
  const checkpoint = { chain, sequence: end, hash: walk.hash, at: tools.now.toISOString(), previous };
  const signed = await signCheckpoint(checkpoint, tools.key);
  await witness.add(chain, end, walk.hash, signed);
  await stored.addCheckpoint({ sequence: end, statement: signed }, after);
  return { kind: "signed", sequence: end };
}

/** Where the last checkpoint stands, with the hash that was signed and not the one that is stored; null if it is forged. */
async function startOf(stored: StoredChain, read: ReadCheckpoint) {
  const last = await stored.lastCheckpoint();
  if (last === null) return { after: 0, hash: null, statement: null };
  const said = await read(last.statement);
  if (!said.ok || said.value.chain !== chainName(stored.chain) || said.value.sequence !== last.sequence) return null;
  return { after: last.sequence, hash: said.value.hash, statement: last.statement };
}

function refused(sequence: number | null, message: string): SigningOutcome {
  return { kind: "refused", findings: [{ kind: "rewritten", sequence, id: null, message }] };
}

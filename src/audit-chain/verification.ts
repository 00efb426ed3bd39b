import { statementDigest, type Checkpoint, type ReadCheckpoint } from "./checkpoint.ts";
import { linkHash, rowDigest, type AuditRowText } from "./digest.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { explainMismatches, type Mismatch } from "./mismatch.ts";
import { firstTestimony, hear } from "./testimony.ts";
import type { Witness } from "./witness.ts";

/** A link as it is stored, with its row as far as there is one. */
export interface StoredLink {
  readonly sequence: number;
  readonly id: string;
  readonly hash: string;
  readonly row: AuditRowText | null;
}

/** What was deleted because it was too old, and what the row of the log that announces it says. */
export interface Tombstone {
  readonly through: number;
  readonly hash: string;
  readonly announced: { readonly through: number; readonly hash: string } | null;
}

/** A signed statement, from the database or from the witness; its place as the keeper of it has it. */
export interface Statement {
  readonly sequence: number;
  readonly statement: string;
}

/** Some of a chain, in its order, and what else is known about that stretch of it. */
export interface ChainPage {
  readonly links: readonly StoredLink[];
  /** Those of the stretch, and on the first page the one before. */
  readonly checkpoints: readonly Statement[];
  readonly witnesses: readonly Witness[];
  readonly tombstone: Tombstone | null;
}

/** What is seen once the last page has been. */
export interface ChainEnd {
  readonly head: { readonly sequence: number; readonly hash: string | null } | null;
  /** Links behind the head, and rows without a link: a few of them. */
  readonly strayLinks: readonly { readonly sequence: number; readonly id: string }[];
  readonly strayRows: readonly string[];
  /** Statements from behind the head. */
  readonly checkpoints: readonly Statement[];
  readonly witnesses: readonly Witness[];
}

/**
 * Walks a chain from a place on, page by page, and keeps nothing of what it has seen but what was wrong, of which it
 * keeps a limited number. Everything is worked out from what the rows say: of the database's own functions, none is
 * believed.
 */
export class ChainWalk {
  /** Where it stands. */
  sequence: number;
  rows = 0;
  checkpoints = 0;
  witnesses = 0;
  /** How many findings there were, kept or not. */
  found = 0;
  readonly findings: Finding[] = [];
  readonly #chain: string;
  readonly #read: ReadCheckpoint;
  /** The hash of the link it stands on; undefined when that link is gone. */
  #hash: string | null | undefined;
  #mismatches: Mismatch[] = [];
  /** The digest of the last checkpoint, undefined before the first. */
  #statement: string | undefined;

  /**
   * @param after the place to begin after; 0 for the beginning
   * @param hash of the link there; null at the beginning, undefined when there is no such link
   */
  constructor(chain: string, read: ReadCheckpoint, after: number, hash: string | null | undefined) {
    this.#chain = chain;
    this.#read = read;
    this.sequence = after;
    this.#hash = hash;
  }

  /** Of the link it stands on, as far as there is one. */
  get hash(): string | null {
    return this.#hash ?? null;
  }

  async take(page: ChainPage): Promise<void> {
    const { tombstone } = page;
    const from = Math.max(this.sequence, tombstone?.through ?? 0);
    if (tombstone !== null && tombstone.through >= this.sequence) {
      // Checkpoints go with the rows they are older than.
      if (tombstone.through > this.sequence) this.#statement = undefined;
      this.sequence = tombstone.through;
      this.#hash = tombstone.hash;
      if (tombstone.announced?.through !== tombstone.through || tombstone.announced.hash !== tombstone.hash) {
        this.#find("unannounced", tombstone.through, null, "Rows up to here are gone, and the log does not say why.");
      }
    }
    const links = page.links.filter(({ sequence }) => sequence > from);
    await this.#follow(links);
    const hashes = new Map(links.map(({ sequence, hash }) => [sequence, hash]));
    if (tombstone !== null) hashes.set(tombstone.through, tombstone.hash);
    for (const statement of page.checkpoints) await this.#compare(statement, hashes);
    if (tombstone !== null && !page.checkpoints.some(({ sequence }) => sequence === tombstone.through)) {
      if (from === tombstone.through)
        this.#find("unannounced", from, null, "Rows up to here are gone, and no checkpoint stands at the end of them.");
    }
    for (const witness of page.witnesses) {
      if (witness.sequence >= from) await this.#hear(witness, hashes.get(witness.sequence));
    }
  }

  /** After the last page. `end` is null when somebody else will walk on from here. */
  async finish(end: ChainEnd | null): Promise<void> {
    const isLast = end?.head?.sequence === this.sequence;
    const mismatches = this.#mismatches;
    const explained = await explainMismatches(
      this.#chain,
      mismatches,
      isLast && mismatches.at(-1)?.sequence === this.sequence ? end.head.hash : null,
    );
    for (const { kind, sequence, id, message } of explained) this.#find(kind, sequence, id, message);
    if (end === null) return;
    this.#checkHead(end.head, explained);
    for (const { sequence, id } of end.strayLinks) {
      this.#find("inserted", sequence, id, "This link stands behind the end of the chain.");
    }
    for (const id of end.strayRows) this.#find("inserted", null, id, "This row is in no chain.");
    for (const statement of end.checkpoints) {
      if ((await this.#signed(statement)) === null) continue;
      const message = `The chain was signed up to here, and ends at ${this.sequence}.`;
      this.#find("truncated", statement.sequence, null, message);
    }
    const behind = await firstTestimony(this.#chain, end.witnesses, this.#read);
    if (behind === "noise") {
      this.#find("truncated", null, null, "Behind the end of the chain the witness holds too much that nobody signed.");
    } else if (behind !== "none") {
      const { sequence } = behind.checkpoint;
      const message = `A witness saw the chain up to here at least, and it ends at ${this.sequence}.`;
      this.#find("truncated", sequence, null, message);
    }
  }

  async #follow(links: readonly StoredLink[]): Promise<void> {
    const rows = await Promise.all(links.map(async ({ row }) => (row === null ? null : rowDigest(row))));
    const expected = await Promise.all(
      links.map(async ({ sequence }, index) => {
        const before = index === 0 ? { sequence: this.sequence, hash: this.#hash } : links[index - 1];
        const row = rows[index] ?? null;
        if (before === undefined || before.hash === undefined || before.sequence !== sequence - 1 || row === null)
          return null;
        return { previous: before.hash, hash: await linkHash(this.#chain, sequence, before.hash, row), row };
      }),
    );
    for (const [index, { sequence, id, hash, row }] of links.entries()) {
      const gap = sequence - this.sequence - 1;
      if (gap > 0) {
        const what = gap === 1 ? "A row and its link are" : `${gap} rows and their links are`;
        this.#find("removed", this.sequence + 1, null, `${what} gone from here on.`);
      }
      const right = expected[index] ?? null;
      if (row === null) this.#find("removed", sequence, id, "The row that stood here is gone.");
      else this.rows += 1;
      if (right !== null && right.hash !== hash) {
        const { previous, row: digest } = right;
        this.#mismatch({ sequence, id, previous, stored: hash, expected: right.hash, row: digest });
      }
      this.sequence = sequence;
      this.#hash = hash;
    }
  }

  async #compare(statement: Statement, hashes: ReadonlyMap<number, string>): Promise<void> {
    const { sequence } = statement;
    const before = this.#statement;
    const checkpoint = await this.#signed(statement);
    // What a forged one replaced cannot be told, so that the one after it is not asked for it.
    this.#statement = checkpoint === null ? undefined : await statementDigest(statement.statement);
    if (checkpoint === null) return;
    if (before !== undefined && checkpoint.previous !== before) {
      this.#find("removed_checkpoint", sequence, null, "The checkpoint before this one is gone.");
    }
    const stored = hashes.get(sequence);
    if (stored !== undefined && stored !== checkpoint.hash) {
      this.#find("rewritten", sequence, null, "The chain was signed here with another hash.");
    }
  }

  async #hear(witness: Witness, stored: string | undefined): Promise<void> {
    if (stored === undefined) return;
    if (stored !== witness.hash) {
      if ((await hear(this.#chain, witness, this.#read)) === null) return;
      this.#find("rewritten", witness.sequence, null, "A witness saw another hash here.");
    }
    this.witnesses += 1;
  }

  #checkHead(head: ChainEnd["head"], explained: readonly Finding[]): void {
    if (head === null) {
      if (this.sequence > 0) this.#find("broken", this.sequence, null, "The chain has no head.");
    } else if (head.sequence > this.sequence) {
      this.#find("truncated", this.sequence + 1, null, `The chain ends before ${head.sequence}, where its head is.`);
    } else if (head.hash !== this.#hash && !explained.some(({ sequence }) => sequence === head.sequence)) {
      this.#find("broken", head.sequence, null, "The head of the chain has another hash than its last link.");
    }
  }

  #mismatch(mismatch: Mismatch): void {
    if (this.#mismatches.length < keptFindings) this.#mismatches.push(mismatch);
    else this.found += 1;
  }

  /** What a checkpoint says, if it is one of this chain and place; what is not is a finding. */
  async #signed({ sequence, statement }: Statement): Promise<Checkpoint | null> {
    this.checkpoints += 1;
    const read = await this.#read(statement);
    if (read.ok && read.value.chain === this.#chain && read.value.sequence === sequence) return read.value;
    this.#find("forged_checkpoint", sequence, null, "The platform did not sign this checkpoint.");
    return null;
  }

  #find(kind: FindingKind, sequence: number | null, id: string | null, message: string): void {
    this.found += 1;
    if (this.findings.length < keptFindings) this.findings.push({ kind, sequence, id, message });
  }
}

/** Enough to see what happened; a chain that was written anew would have one for each of its rows. */
const keptFindings = 100;

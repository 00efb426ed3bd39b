import type { Checkpoint, ReadCheckpoint } from "./checkpoint.ts";
import type { Witness } from "./witness.ts";

/** What a witness has, if the platform signed it. */
export interface Testimony {
  readonly checkpoint: Checkpoint;
  readonly statement: string;
}

/**
 * Hears a witness. Whoever may write to the bucket may have put an object there, under any name, and a locked bucket
 * keeps it for ever: what was not signed, as what its name says, is no testimony and means nothing.
 */
export async function hear(
  chain: string,
  { sequence, hash, read }: Witness,
  readCheckpoint: ReadCheckpoint,
): Promise<Testimony | null> {
  const statement = await read();
  const said = await readCheckpoint(statement);
  if (!said.ok) return null;
  const { value: checkpoint } = said;
  const isSo = checkpoint.chain === chain && checkpoint.sequence === sequence && checkpoint.hash === hash;
  return isSo ? { checkpoint, statement } : null;
}

/** How many are heard in a row when none of them is testimony. */
export const patience = 200;

/** The first testimony of several witnesses; "none" when they had nothing to say, "noise" when they were too many. */
export async function firstTestimony(
  chain: string,
  witnesses: readonly Witness[],
  readCheckpoint: ReadCheckpoint,
): Promise<Testimony | "none" | "noise"> {
  for (const witness of witnesses) {
    const testimony = await hear(chain, witness, readCheckpoint);
    if (testimony !== null) return testimony;
  }
  return witnesses.length < patience ? "none" : "noise";
}

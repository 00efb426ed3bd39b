import { base64Url } from "../identifiers/digest.ts";
import type { KeyRingDocument } from "./key-ring.ts";

/**
 * What a rotation does next. The ring alone tells, so that one that was interrupted goes on where it stopped:
 * one key, nothing has begun; a newer key that is not the current one, everybody must be able to open with it first;
 * older keys besides the current one, what they sealed must be sealed again before they go.
 */
export type RotationStep = "add" | "promote" | "reseal";

export function nextStep(ring: KeyRingDocument): RotationStep {
  if (Object.keys(ring.keys).length === 1) return "add";
  return ring.current === newest(ring) ? "reseal" : "promote";
}

/** The ring with one key more, which nothing is sealed with yet. */
export function withNewKey(ring: KeyRingDocument, random: Uint8Array): KeyRingDocument {
  if (random.byteLength !== 32) throw new Error("A key has 32 bytes");
  const id = `k${numberOf(newest(ring)) + 1}`;
  if (Object.hasOwn(ring.keys, id)) throw new Error(`The ring has a key ${id} already`);
  return { current: ring.current, keys: { ...ring.keys, [id]: base64Url(random) } };
}

/** The ring whose newest key is the current one. */
export function withNewestCurrent(ring: KeyRingDocument): KeyRingDocument {
  return { current: newest(ring), keys: ring.keys };
}

/** The ring without what is not current. What was sealed with another key is lost from then on. */
export function withCurrentOnly({ current, keys }: KeyRingDocument): KeyRingDocument {
  const key = keys[current];
  if (key === undefined) throw new Error("The ring lacks its current key");
  return { current, keys: { [current]: key } };
}

/** Keys are numbered: `k1`, `k2`. A key of another name is older than these. */
function newest({ keys }: KeyRingDocument): string {
  return Object.keys(keys).reduce((one, other) => (numberOf(other) > numberOf(one) ? other : one));
}

function numberOf(id: string): number {
  return Number(/^k(\d{1,6})$/.exec(id)?.[1] ?? 0);
}

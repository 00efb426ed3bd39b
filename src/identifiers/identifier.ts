const lengths = {
  org: 24,
  usr: 24,
  acc: 24,
  ses: 24,
  ver: 24,
  inv: 40,
  sso: 24,
  flw: 24,
  hst: 24,
  adm: 24,
  aud: 24,
  req: 24,
} as const;

export type IdentifierKind = keyof typeof lengths;

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A new identifier: the kind's prefix and random characters of base 36 (24 of them carry 124 bits; an
 * invitation's 40 carry 206, because its id is the capability in the mailed link).
 */
export function newIdentifier(kind: IdentifierKind): string {
  return `${kind}_${randomText(lengths[kind])}`;
}

/** The identifier that follows from 16 bytes or more which nobody can guess: the same from the same. */
export function identifierFrom(kind: IdentifierKind, bytes: Uint8Array): string {
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `${kind}_${number.toString(36).padStart(lengths[kind], "0").slice(-lengths[kind])}`;
}

function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const byte = randomByte();
    // 252 is the largest multiple of 36 in a byte: what lies above would make some characters likelier.
    if (byte < 252) text += alphabet.charAt(byte % 36);
  }
  return text;
}

/** Drawn many at a time, because every request has an identifier and most of a draw's cost is the call. Used once each. */
const randomness = new Uint8Array(2_048);
let used = randomness.length;

function randomByte(): number {
  if (used === randomness.length) {
    crypto.getRandomValues(randomness);
    used = 0;
  }
  const byte = randomness[used] ?? 255;
  used += 1;
  return byte;
}

const lengths = {
  org: 24,
  usr: 24,
  acc: 24,
  ses: 24,
  ver: 24,
  inv: 40,
  sso: 24,
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

function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 252 is the largest multiple of 36 in a byte: what lies above would make some characters likelier.
      if (byte < 252 && text.length < length) text += alphabet.charAt(byte % 36);
    }
  }
  return text;
}

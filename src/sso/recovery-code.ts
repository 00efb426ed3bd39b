import { sha256Hex } from "../identifiers/digest.ts";

/** Crockford's base 32: no letter that somebody could read as another, or as a digit. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * A recovery code: 160 random bits as eight groups of four characters, to be written down.
 *
 * @param bytes 20 random bytes
 */
export function recoveryCodeOf(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const characters = bits.match(/.{5}/g) ?? [];
  const text = characters.map((five) => alphabet.charAt(Number.parseInt(five, 2))).join("");
  return text.match(/.{4}/g)?.join("-") ?? text;
}

/** What is kept of a code. However it is typed, with or without dashes and in either case, it is the same one. */
export function recoveryCodeHash(code: string): Promise<string> {
  const typed = code.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  return sha256Hex(`recovery-code:${typed}`);
}

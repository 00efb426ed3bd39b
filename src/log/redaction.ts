/**
 * A text that was written for people, with whatever looks like a secret or like what somebody typed taken out. It is
 * meant to take out too much: a log that lacks a word can be read, a password in a log must be changed.
 */
export function redact(text: string): string {
  let redacted = text.slice(0, longestRead);
  for (const { shape, replacement } of shapes) redacted = redacted.replace(shape, replacement);
  redacted = redacted.replace(longRun, (run) => (looksRandom(run) ? "[redacted]" : run));
  return redacted.length > longestKept ? `${redacted.slice(0, longestKept)}…` : redacted;
}

const longestRead = 4_000;
const longestKept = 500;

/** What is replaced, in this order. */
const shapes: readonly { readonly shape: RegExp; readonly replacement: string }[] = [
  // What stands in quotation marks is quoted from somewhere: Postgres and JSON.parse quote what they were given. From
  // the first mark to the last, because what they quote may hold marks itself; without a last one, to the end.
  { shape: /"[^]*"/g, replacement: "[quoted]" },
  { shape: /"[^]*$/g, replacement: "[quoted]" },
  { shape: /`[^]*`/g, replacement: "[quoted]" },
  { shape: /(?<![\p{L}\d])'[^]*'(?![\p{L}\d])/gu, replacement: "[quoted]" },
  // As in: Key (email)=(ada@example.test) already exists.
  { shape: /=\([^)]*\)?/g, replacement: "=(…)" },
  { shape: /[a-z][a-z0-9+.-]*:\/\/[^\s/@]*@\S*/gi, replacement: "[address with credentials]" },
  { shape: /(https?:\/\/[^\s?#]*)[?#]\S*/gi, replacement: "$1?…" },
  { shape: /\b(bearer|basic)\s+\S+/gi, replacement: "$1 [redacted]" },
  {
    shape: /\b((?:set-)?cookie|authorization|cf-access-jwt-assertion|x-admin-enrollment-token)\s*[:=].*/gi,
    replacement: "$1: [redacted]",
  },
  { shape: /__(?:Host|Secure)-[^\s=]*=\S*/g, replacement: "[cookie]" },
  { shape: /\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)*/g, replacement: "[token]" },
  { shape: /\bv1\.[a-z0-9]+\.[\w-]+(?:\.[\w-]+)?/g, replacement: "[sealed text]" },
  { shape: /[^\s@<>,;:()]+@[^\s@<>,;:()]+/g, replacement: "[address]" },
  { shape: /\b(pass(?:word|wd)?|secret|token|credential|pin)(\s*[:=]\s*)\S+/gi, replacement: "$1$2[redacted]" },
];

/** Tokens, keys, hashes, ids that are capabilities; but not ids that are none, which are known by how they begin. */
const longRun =
  /(?<![\w/+-])(?!(?:org|usr|acc|ses|ver|sso|hst|adm|aud|req)_[0-9a-z]{24}(?![\w/+-]))[\w/+-]{20,}={0,2}/g;

/** Long words with hyphens or underscores are names; what has digits or capitals among its letters was drawn at random. */
function looksRandom(run: string): boolean {
  return /\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]{2}/.test(run));
}

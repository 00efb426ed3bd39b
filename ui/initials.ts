/** Up to two letters that stand for a name, or for the start of an address. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return letterOf(first, "?") + letterOf(last, "");
}

/** The first letter of a name, or `?`. */
export function initialOf(name: string): string {
  return letterOf(initialsOf(name), "?");
}

/** By code point: half of a surrogate pair is no letter. */
function letterOf(word: string, otherwise: string): string {
  const point = word.codePointAt(0);
  return point === undefined ? otherwise : String.fromCodePoint(point).toUpperCase();
}

/**
 * What somebody outside has said, so that it can be kept whatever they said: no text of theirs may be what a row fails
 * by. PostgreSQL takes neither NUL nor half of a surrogate pair, and control characters move the cursor of whoever reads.
 *
 * @param longest in characters, of which none is cut in two
 */
export function storableText(text: string, longest: number): string {
  const whole = text.toWellFormed().replaceAll(/\p{Cc}/gu, "\uFFFD");
  // Most are short, and no text has more characters than code units.
  return whole.length <= longest ? whole : Array.from(whole).slice(0, longest).join("");
}

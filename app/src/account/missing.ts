/** What to say about a field that was left empty, once somebody has tried to go on. */
export function missing(tried: boolean, value: string, sentence: string): string | undefined {
  return tried && value.trim() === "" ? sentence : undefined;
}

/**
 * The text of a TXT record as a resolver writes it down: one or more quoted strings, which are one text, with `\"`, `\\`
 * and `\065` for single bytes (RFC 1035 sections 3.3.14 and 5.1). Some resolvers leave out the quotes.
 */
export function textOf(data: string): string {
  if (!data.startsWith('"')) return data;
  const strings = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/gsu)].map(([, content = ""]) => content);
  const bytes = strings.flatMap((content) => [...content.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gsu)].flatMap(bytesOf));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function bytesOf([, decimal, escaped, plain]: RegExpMatchArray): number[] {
  if (decimal !== undefined) return [Number(decimal) & 0xff];
  return [...new TextEncoder().encode(escaped ?? plain ?? "")];
}

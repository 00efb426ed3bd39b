/** What people paste where a hostname is asked for: the address of a page there, with capitals and a dot at the end. */
export function typedName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/:\d*$/, "")
    .replace(/\.$/, "");
}

/** The name as the DNS writes it, if that is another one than the typed one: `bücher.example` is `xn--bcher-kva.example`. */
export function nameInDns(typed: string): string | null {
  if (/^[\x20-\x7e]*$/.test(typed)) return null;
  const address = URL.parse(`http://${typed}/`);
  return address === null || address.hostname === typed ? null : address.hostname;
}

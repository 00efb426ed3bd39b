/** Where everybody can read what of the platform works, operators too while this console cannot be had. */
export function publicHealthUrl({ protocol, host }: Pick<Location, "protocol" | "host">): string {
  return `${protocol}//${host.replace(/^admin\./, "app.")}/health`;
}

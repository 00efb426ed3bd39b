/** The address of a host of this organization: as this page is reached, over the same scheme and port. */
export function hostAddress(hostname: string, { protocol, port }: Pick<Location, "protocol" | "port">): string {
  return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}/`;
}

/** How the platform is reached from outside. It comes from configuration: a request's URL never says it. */
export interface PublicAddress {
  readonly baseDomain: string;
  readonly scheme: "http" | "https";
  /** Empty for the scheme's own port. */
  readonly port: string;
}

/** The origin a browser sends for a page on this hostname (RFC 6454): `https://acme.app.gatehouse.example`. */
export function publicOrigin(address: PublicAddress, hostname: string): string {
  return `${address.scheme}://${hostname}${address.port === "" ? "" : `:${address.port}`}`;
}

/** The hostname every tenant has from its first day. */
export function tenantHostname(address: PublicAddress, slug: string): string {
  return `${slug}.app.${address.baseDomain}`;
}

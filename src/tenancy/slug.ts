/** The shape of a slug: one DNS label of 1 or 3 to 63 characters, lower case, not punycode. */
export function isSlugShaped(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])?$/.test(text) && !text.startsWith("xn--");
}

/**
 * Names no tenant may have: they would pass for the platform itself in a link or a mail, or are names that
 * certificate authorities and mail software give a meaning (RFC 2142, CA/Browser Forum baseline 3.2.2.4).
 */
const reserved = new Set([
  ..."admin administrator app apps api auth login signin signup sso oauth account accounts id identity".split(" "),
  ..."www web mail email smtp imap pop ftp ns ns1 ns2 dns mx cdn assets static media img images".split(" "),
  ..."support help status docs blog billing pay payments security abuse legal privacy trust".split(" "),
  ..."root hostmaster postmaster webmaster info noc mailer-daemon no-reply noreply".split(" "),
  ..."gatehouse gatekeeper coordinator console operator operators platform internal system localhost".split(" "),
  ..."test staging dev development prod production preview demo example customers edge".split(" "),
]);

export function isReservedSlug(slug: string): boolean {
  return reserved.has(slug);
}

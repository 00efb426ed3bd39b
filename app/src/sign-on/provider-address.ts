/**
 * Where the API says to go on, at an identity provider: an http or https address, or null for anything else. A browser
 * would run `javascript:` in this page.
 */
export function providerAddress(url: unknown): string | null {
  if (typeof url !== "string" || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? href : null;
}

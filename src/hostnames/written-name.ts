import { domainToUnicode } from "node:url";

/** A hostname as people read it. */
export function unicodeOf(hostname: string): string {
  return domainToUnicode(hostname);
}

/** A hostname as its people write it, and as machines do where that is another: the one may look like somebody else's. */
export function writtenBothWays(hostname: string): string {
  const written = unicodeOf(hostname);
  return written === hostname ? hostname : `${written} (${hostname})`;
}

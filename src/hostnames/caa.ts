import type { CaaRecord } from "../dns/caa-record.ts";

/**
 * Whom Cloudflare asks for the certificates of custom hostnames: Let's Encrypt, Google Trust Services and SSL.com. Which of
 * them it asks is its own choice where we make none, and it chooses by these records.
 *
 * developers.cloudflare.com/ssl/reference/certificate-authorities
 * developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/security/certificate-management/issue-and-validate/issue-certificates
 */
export const certificateAuthorities: readonly string[] = ["letsencrypt.org", "pki.goog", "ssl.com"];

/** Whether one of the authorities may issue a certificate for a name that these records decide about (RFC 8659 section 4). */
export function mayIssue(records: readonly CaaRecord[]): boolean {
  if (records.some(({ critical, tag }) => critical && !understood.has(tag))) return false;
  // `issuewild` is about other names than a hostname of one, and `iodef` forbids nothing.
  const issuers = records.filter(({ tag }) => tag === "issue").map(({ value }) => issuerOf(value));
  return issuers.length === 0 || issuers.some((issuer) => certificateAuthorities.includes(issuer));
}

/** Without its parameters; empty for nobody, which is also what a value says that breaks the grammar (section 4.2). */
function issuerOf(value: string): string {
  return (value.split(";")[0] ?? "").trim().toLowerCase();
}

/** iana.org/assignments/pkix-parameters: what authorities know of, whether or not it is about them. */
const understood: ReadonlySet<string> = new Set([
  "issue",
  "issuewild",
  "iodef",
  "issuemail",
  "issuevmc",
  "contactemail",
  "contactphone",
]);

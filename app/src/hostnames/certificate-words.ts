import type { Hostname } from "../api.gen/types.gen.ts";

/**
 * What Cloudflare says of a certificate, in a sentence; null where it says nothing. Its words are its own and may be new
 * ones tomorrow: those are shown as they are.
 */
export function certificateSentence(sslStatus: string | null, validation: Hostname["validation"]): string | null {
  if (sslStatus === null) return null;
  if (sslStatus === "pending_validation" && validation === "txt") {
    return "The certificate authority has not seen its record yet.";
  }
  return sentences.get(sslStatus) ?? `Cloudflare calls the certificate’s state “${sslStatus}”.`;
}

const sentences: ReadonlyMap<string, string> = new Map([
  ["initializing", "The certificate is being ordered."],
  ["pending_validation", "The certificate authority has not seen yet that the name leads here."],
  ["pending_issuance", "The certificate authority has seen what it wanted, and is issuing the certificate."],
  ["pending_deployment", "The certificate is there and on its way to Cloudflare’s servers."],
  ["staging_deployment", "The certificate is there and on its way to Cloudflare’s servers."],
  ["holding_deployment", "The certificate is there and waits to be put in place."],
  ["active", "The certificate is in place."],
  ["backup_issued", "A spare certificate is in place."],
  ["pending_expiration", "The certificate is about to expire."],
  ["expired", "The certificate has expired."],
  ["initializing_timed_out", "The certificate could not be ordered in time."],
  ["validation_timed_out", "The certificate authority has given up looking for what would validate the certificate."],
  ["issuance_timed_out", "The certificate could not be issued in time."],
  ["deployment_timed_out", "The certificate could not be put in place in time."],
]);

/** The same of the hostname itself; null for what goes without saying. */
export function hostnameSentence(status: string, validation: Hostname["validation"]): string | null {
  if (status === "pending" && validation === "txt") return "Cloudflare has not seen yet that it is to serve the name.";
  return status === "active" ? null : (hostnameSentences.get(status) ?? `Cloudflare calls its state “${status}”.`);
}

const hostnameSentences: ReadonlyMap<string, string> = new Map([
  ["pending", "Cloudflare has not seen yet that the name leads here."],
  ["active_redeploying", "Cloudflare is putting it in place anew."],
  ["provisioned", "Cloudflare is putting it in place."],
  ["pending_provisioned", "Cloudflare is putting it in place."],
  ["moved", "Cloudflare sees that the name leads elsewhere."],
  ["blocked", "Cloudflare does not accept the name."],
  ["pending_blocked", "Cloudflare is about to refuse the name."],
  ["pending_deletion", "Cloudflare is removing it."],
  ["deleted", "Cloudflare has removed it."],
]);

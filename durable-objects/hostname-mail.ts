import type { HostnameNews } from "../src/hostnames/news.ts";
import { finalFailureOf, type StoredHostname } from "../src/hostnames/hostname.ts";
import type { HostnameOccasion } from "../src/mail/hostname.ts";

/**
 * What is to be told of a hostname, as it is when its mail is sent; a text says why nothing is. A mail that had to wait
 * does not tell of what has passed: that there was news since has left messages of its own.
 */
export function occasionOf(
  news: HostnameNews,
  hostname: Pick<StoredHostname, "state" | "failure" | "provenAt" | "certificateExpiresAt">,
  address: string,
): HostnameOccasion | { readonly skipped: string } {
  const passed = { skipped: "It is not so any more" };
  const { state, provenAt, certificateExpiresAt } = hostname;
  switch (news) {
    case "active":
      return state === "active" ? { kind: "active", address } : passed;
    case "failed":
      return state === "error" ? { kind: "failed", failure: finalFailureOf(hostname) } : passed;
    case "moved":
      return state === "moved" ? { kind: "moved" } : passed;
    case "expired":
      // Nothing but that leads here once it was told, so how far it has come since is the same to its readers.
      if (state !== "deleted" && state !== "released") return passed;
      return { kind: provenAt === null ? "expired" : "given_up" };
    case "certificate_expiring":
      return state === "active" && certificateExpiresAt !== null
        ? { kind: "certificate_expiring", until: new Date(certificateExpiresAt) }
        : passed;
  }
}

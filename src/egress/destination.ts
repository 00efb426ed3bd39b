import { failure, success, type Result } from "../result/result.ts";
import { addressKind } from "./address.ts";
import type { EgressFailure } from "./failure.ts";

/** A URL that may be called as far as the URL itself tells; where its name leads is another question. */
export interface Destination {
  readonly url: URL;
  /** Lower case, IPv6 without brackets. */
  readonly host: string;
  /** `local`: a stand-in on a developer's machine, called as it is. `address`: a public one. `name`: to be resolved. */
  readonly kind: "local" | "address" | "name";
}

/**
 * Checks a URL without asking anybody: https and its own port, no credentials, no address that is not public in
 * whatever notation, no name that only means something inside a network.
 *
 * @param localOrigins the only exceptions, from the configuration
 */
export function destinationOf(text: string, localOrigins: ReadonlySet<string>): Result<Destination, EgressFailure> {
  if (text.length > longestUrl || !URL.canParse(text)) return failure({ reason: "malformed_url" });
  const url = new URL(text);
  // The parser has brought the host into its one form: 0x7f.1, 2130706433 and 127.1 are 127.0.0.1 by now, and
  // full-width digits and dots are plain ones.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (host === "") return failure({ reason: "malformed_url" });
  if (url.username !== "" || url.password !== "") return failure({ reason: "credentials_in_url", host });
  if (localOrigins.has(url.origin)) return success({ url, host, kind: "local" });
  if (url.protocol !== "https:") return failure({ reason: "insecure", host });
  if (url.port !== "") return failure({ reason: "refused_port", host, port: url.port });
  const kind = addressKind(host);
  if (kind === "public") return success({ url, host, kind: "address" });
  if (kind !== null) return failure({ reason: "refused_address", host, address: host, kind });
  if (!isPublicName(host)) return failure({ reason: "refused_name", host });
  return success({ url, host, kind: "name" });
}

const longestUrl = 2_048;

/** At least two labels, and under none of the domains that lead into the asker's own network. */
function isPublicName(host: string): boolean {
  const labels = host.split(".");
  if (labels.length < 2 || host.length > 253) return false;
  if (!labels.every((label) => /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/.test(label))) return false;
  return !innerDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** RFC 6761, 6762, 7686 and 8375; `internal` by ICANN's decision; what networks use besides, and never resolves outside. */
const innerDomains = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
  "onion",
  "invalid",
  "ip6.arpa",
  "in-addr.arpa",
];

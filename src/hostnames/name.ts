import { parse } from "tldts";
import { failure, success, type Result } from "../result/result.ts";
import { classifyHost } from "../tenancy/host.ts";
import { unicodeOf } from "./written-name.ts";

/** Why a name cannot be a tenant's own hostname. */
export type HostnameRefusal =
  | "not_a_name"
  | "too_long"
  | "wildcard"
  | "ip_address"
  | "single_label"
  /** Others register theirs below it. */
  | "public_suffix"
  /** A domain as it is registered, which can have no CNAME record. */
  | "apex"
  | "own_name";

/** What is the platform's own, on this deployment. */
export interface OwnNames {
  readonly baseDomain: string;
  readonly cnameTarget: string;
  /** `a.example` is that one, `*.a.example` all below it. */
  readonly reservedHostnames: readonly string[];
}

/**
 * The hostname that somebody means, in ASCII, by whatever they have typed or pasted: in any case and script, with a dot at
 * its end, as the address of a page there. What it looks like is not judged: who can show a record below a name has it.
 *
 * UTS 46 as the URL standard has it (url.spec.whatwg.org/#concept-domain-to-ascii); that is lenient about what stands in
 * labels, so these are held to RFC 1123 section 2.1 and RFC 5890 section 2.3.1 afterwards.
 */
export function hostnameFrom(typed: string, own: OwnNames): Result<string, HostnameRefusal> {
  const host = hostIn(typed);
  if (host.includes("*")) return failure("wildcard");
  if (/^\[.*\]$|:.*:/.test(host)) return failure("ip_address");
  const ascii = asciiOf(host);
  if (ascii === null) return failure("not_a_name");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ascii)) return failure("ip_address");
  const labels = ascii.split(".");
  if (!labels.every(isLabel)) return failure(labels.every((label) => label.length <= 63) ? "not_a_name" : "too_long");
  if (isOwn(ascii, own)) return failure("own_name");
  if (labels.length < 2) return failure("single_label");
  if (ascii.length > longestHostname) return failure("too_long");
  const { domain } = parse(ascii, { allowPrivateDomains: true, extractHostname: false, validateHostname: false });
  if (domain === null) return failure("public_suffix");
  if (domain === ascii) return failure("apex");
  // What the server would not take from a Host header can never be served.
  return classifyHost(ascii, own.baseDomain).kind === "custom" ? success(ascii) : failure("own_name");
}

/** The domain that a hostname is in, as it was registered. */
export function zoneOf(hostname: string): string {
  return (
    parse(hostname, { allowPrivateDomains: true, extractHostname: false, validateHostname: false }).domain ?? hostname
  );
}

/** Cloudflare error 1469: a longer one would need its own name in the certificate. */
const longestHostname = 64;

/** What of an address names a host. */
function hostIn(typed: string): string {
  return typed
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^([^:]*|\[.*\]):\d{1,5}$/, "$1");
}

function asciiOf(host: string): string | null {
  // Characters that the URL standard gives a meaning besides that of a name; and one that browsers would take out.
  if (host === "" || /[\s%@\\:<>[\]^|]/.test(host)) return null;
  const url = `http://${host}/`;
  if (!URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/\.$/, "");
}

function isLabel(label: string): boolean {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return false;
  if (label.slice(2, 4) !== "--") return true;
  // Reserved but for what is an internationalized label: one that cannot be read, or is not written so, stays as it is.
  return label.startsWith("xn--") && unicodeOf(label) !== label;
}

function isOwn(hostname: string, { cnameTarget, reservedHostnames }: OwnNames): boolean {
  return [cnameTarget, ...reservedHostnames].some((reserved) =>
    reserved.startsWith("*.") ? hostname.endsWith(reserved.slice(1)) : hostname === reserved,
  );
}

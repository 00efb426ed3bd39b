import { isSlugShaped } from "./slug.ts";

/** What a Host header names. Only this decides it: no forwarded header, query or body ever does. */
export type HostClass =
  | { readonly kind: "admin"; readonly hostname: string }
  | { readonly kind: "apex"; readonly hostname: string }
  | { readonly kind: "tenant"; readonly hostname: string; readonly slug: string }
  | { readonly kind: "custom"; readonly hostname: string }
  | { readonly kind: "invalid" };

/**
 * Classifies a Host header under a base domain: lower case, NFC, no trailing dot, port dropped; admin first,
 * apex next, one label under `app.<base>`, else a custom hostname; anything else is invalid.
 *
 * @param header the Host header's value, or null when it is missing
 * @param baseDomain the domain the platform lives under, already lower case, e.g. `gatehouse.example`
 * @param cnameTarget what tenants point their own hostnames at, wherever it is: nobody's, whoever asks for it
 */
export function classifyHost(header: string | null, baseDomain: string, cnameTarget?: string): HostClass {
  const hostname = normalizeHostname(header ?? "");
  if (hostname === null) return { kind: "invalid" };
  const apex = `app.${baseDomain}`;
  if (hostname === `admin.${baseDomain}`) return { kind: "admin", hostname };
  if (hostname === apex) return { kind: "apex", hostname };
  if (hostname.endsWith(`.${apex}`)) {
    const slug = hostname.slice(0, -apex.length - 1);
    return isSlugShaped(slug) ? { kind: "tenant", hostname, slug } : { kind: "invalid" };
  }
  // Names of ours that are nothing (`www.<base>`, the base itself) must never become somebody's custom hostname.
  const isOurs = hostname === baseDomain || hostname === cnameTarget || isDirectlyUnder(hostname, baseDomain);
  if (isOurs) return { kind: "invalid" };
  return { kind: "custom", hostname };
}

/** The hostname of a Host header in canonical form, or null when it is not a DNS name of at least two labels. */
function normalizeHostname(header: string): string | null {
  const withoutPort = header
    .trim()
    .normalize("NFC")
    .toLowerCase()
    .replace(/:\d{1,5}$/, "");
  const hostname = withoutPort.endsWith(".") ? withoutPort.slice(0, -1) : withoutPort;
  if (hostname.length === 0 || hostname.length > 253) return null;
  const labels = hostname.split(".");
  if (labels.length < 2 || !labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) return null;
  // An IPv4 address is no name: the last label of a DNS name is never all digits.
  return /^\d+$/.test(labels[labels.length - 1] ?? "") ? null : hostname;
}

function isDirectlyUnder(hostname: string, baseDomain: string): boolean {
  // Under a single-label base (`localhost`, on a developer's machine) other names are simply custom hostnames.
  return baseDomain.includes(".") && hostname.endsWith(`.${baseDomain}`);
}

import { createHash } from "node:crypto";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { normalizedName } from "./dns-records.ts";
import type { DnsRecord, RecordType } from "./dns-records.ts";

/** What the records of the world say about a hostname. */
export interface Look {
  /** Its aliases lead to this zone. */
  readonly pointsHere: boolean;
  /** A record says that it may be served here before they do. */
  readonly isOwned: boolean;
  /** What the chosen method asks for is there. */
  readonly isValidated: boolean;
  /** No CAA record keeps the authorities from issuing (RFC 8659). */
  readonly mayBeIssued: boolean;
}

/**
 * The authorities that issue for custom hostnames, as CAA records name them. Others issue for the zone itself only:
 * developers.cloudflare.com/ssl/reference/certificate-authorities
 */
const authorities = new Set(["pki.goog", "letsencrypt.org", "ssl.com"]);

/** Nobody's chain of aliases is longer. */
const longestChain = 32;

/** What delegates the validation of a hostname's certificate to Cloudflare, for ever. */
export function delegation(hostname: string, zoneId: string): { readonly name: string; readonly target: string } {
  const zone = createHash("sha256").update(zoneId).digest("hex").slice(0, 16);
  return { name: challengeName(hostname), target: `${hostname}.${zone}.dcv.cloudflare.com` };
}

export function ownershipName(hostname: string): string {
  return `_cf-custom-hostname.${hostname}`;
}

export function challengeName(hostname: string): string {
  return `_acme-challenge.${hostname}`;
}

/** What a name has of a type. */
export type Values = (name: string, type: RecordType) => readonly string[];

/** Thousands of hostnames are looked at together: nobody goes through all records for each. */
export function valuesOf(records: readonly DnsRecord[]): Values {
  const found = new Map(records.map(({ name, type, values }) => [`${type} ${name}`, values]));
  return (name, type) => found.get(`${type} ${name}`) ?? [];
}

/** @param target what customers' CNAME records are to lead to */
export function lookAt(kept: KeptHostname, values: Values, target: string, zoneId: string): Look {
  const chain = (name: string): readonly string[] => {
    const names = [name];
    for (let step = 0; step < longestChain; step += 1) {
      const [next] = values(names.at(-1) as string, "CNAME");
      if (next === undefined) break;
      names.push(normalizedName(next));
    }
    return names;
  };
  const { hostname, method } = kept;
  const texts = (name: string): readonly string[] => values(chain(name).at(-1) as string, "TXT");
  const delegated = delegation(hostname, zoneId);
  const pointsHere = chain(hostname).includes(target);
  return {
    pointsHere,
    isOwned: texts(ownershipName(hostname)).includes(kept.ownershipToken),
    isValidated:
      chain(delegated.name).includes(delegated.target) ||
      (method === "http" && pointsHere) ||
      (method === "txt" && texts(challengeName(hostname)).includes(kept.validationToken)),
    mayBeIssued: isAllowed(relevantCaa(hostname, (name) => values(chain(name).at(-1) as string, "CAA"))),
  };
}

/** The records of the name itself, or of the nearest one above it that has any (RFC 8659 section 3). */
function relevantCaa(hostname: string, caa: (name: string) => readonly string[]): readonly string[] {
  const labels = hostname.split(".");
  for (let start = 0; start < labels.length; start += 1) {
    const found = caa(labels.slice(start).join("."));
    if (found.length > 0) return found;
  }
  return [];
}

function isAllowed(caa: readonly string[]): boolean {
  const issuers = caa.flatMap((value) => {
    const [, issuer] = /^\d+\s+issue\s+"?([^";]*)/i.exec(value) ?? [];
    return issuer === undefined ? [] : [issuer.trim().toLowerCase()];
  });
  return issuers.length === 0 || issuers.some((issuer) => authorities.has(issuer));
}

import type { DnsResolver } from "../dns/resolver.ts";
import { domainRecord } from "./provider.ts";

/** What the DNS says of a domain, asked just now. `no_answer`: nobody could find out. */
export interface DomainLookUp {
  readonly domain: string;
  readonly challenge: string;
  readonly outcome: "verified" | "no_record" | "other_record" | "no_answer";
  /** Texts that were there, for who has mistyped one. */
  readonly found: readonly string[];
}

/** Asks the DNS whether a domain shows its challenge. */
export async function lookUpDomain(
  { domain, challenge }: { readonly domain: string; readonly challenge: string },
  resolver: Pick<DnsResolver, "txt">,
): Promise<DomainLookUp> {
  const { name, value } = domainRecord(domain, challenge);
  const answer = await resolver.txt(name);
  if (!answer.ok) {
    const outcome = answer.failure === "no_answer" ? "no_answer" : "no_record";
    return { domain, challenge, outcome, found: [] };
  }
  const found = answer.value.slice(0, mostTexts).map((text) => text.slice(0, longestText));
  const isThere = answer.value.some((text) => text.trim() === value);
  return { domain, challenge, outcome: isThere ? "verified" : "other_record", found };
}

const mostTexts = 10;
const longestText = 200;

/** What of it a gatekeeper is to be told: silence says nothing about a domain. */
export function checksOf(lookUps: readonly DomainLookUp[]) {
  return lookUps
    .filter(({ outcome }) => outcome !== "no_answer")
    .map(({ domain, challenge, outcome }) => ({ domain, challenge, found: outcome === "verified" }));
}

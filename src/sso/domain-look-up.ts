import type { AgreeingResolvers } from "../dns/agreeing-resolvers.ts";
import type { Agreement } from "../dns/agreement.ts";
import { domainRecord } from "./provider.ts";

/** What the DNS says of a domain, asked just now. */
export interface DomainLookUp {
  readonly domain: string;
  readonly challenge: string;
  /** `disagreement`: one of two resolvers sees the record. `no_answer`: nobody could find out. */
  readonly outcome: "verified" | "no_record" | "other_record" | "disagreement" | "no_answer";
  /** Texts that were there, for who has mistyped one. */
  readonly found: readonly string[];
}

/** Asks the DNS whether a domain shows its challenge. */
export async function lookUpDomain(
  { domain, challenge }: { readonly domain: string; readonly challenge: string },
  resolvers: Pick<AgreeingResolvers, "txt">,
): Promise<DomainLookUp> {
  const { name, value } = domainRecord(domain, challenge);
  const { outcome, seen } = await resolvers.txt(name, value);
  return { domain, challenge, outcome: outcomes[outcome], found: seen };
}

const outcomes: Readonly<Record<Agreement["outcome"], DomainLookUp["outcome"]>> = {
  found: "verified",
  missing: "no_record",
  other: "other_record",
  disagreement: "disagreement",
  no_answer: "no_answer",
};

/** How many to look up together: each is a question to two resolvers. */
export const domainsAtOnce = 2;

/** What of it a gatekeeper is to be told: silence says nothing about a domain, nor do two who do not agree. */
export function checksOf(lookUps: readonly DomainLookUp[]) {
  return lookUps
    .filter(({ outcome }) => outcome !== "no_answer" && outcome !== "disagreement")
    .map(({ domain, challenge, outcome }) => ({ domain, challenge, found: outcome === "verified" }));
}

import type { Advice } from "../../../src/openid/advice.ts";
import type { SsoDomain, SsoDomainCheck } from "../api.gen/types.gen.ts";

/** What is wrong with a domain's record, as far as the DNS tells; null for nothing. */
export function domainAdvice(
  { outcome, found }: Omit<SsoDomainCheck, "domain">,
  record: SsoDomain["record"],
): Advice | null {
  switch (outcome) {
    case "verified":
      return null;
    case "no_record":
      return {
        sentence: `There is no TXT record named ${record.name} yet.`,
        advice:
          "New records can take from minutes to an hour to be seen everywhere. If it stays so, see whether your DNS provider has added the domain to the name a second time: then enter only _gatehouse as the name.",
      };
    case "disagreement":
      return {
        sentence: "Of the two DNS resolvers that we ask, only one sees the record.",
        advice: "That is usual while a change spreads. Try again in some minutes.",
      };
    case "no_answer":
      return {
        sentence: "The DNS did not answer.",
        advice:
          "Nothing was changed. Try again in a moment; if it stays so, the domain's own name servers may be down.",
      };
    case "other_record":
      return {
        sentence: "There is a record of this name, but its value is another one.",
        advice: mistakeIn(found, record.value),
      };
  }
}

function mistakeIn(found: readonly string[], wanted: string): string {
  const challenge = wanted.split("=")[1] ?? wanted;
  if (found.some((text) => text.trim().replaceAll(/^"|"$/g, "") === wanted)) {
    return "Quotation marks are part of the value there. Enter it without them.";
  }
  if (found.some((text) => text.trim() === challenge)) {
    return "The beginning is missing: copy the whole value, with gatehouse-verification= before it.";
  }
  if (found.some((text) => text.startsWith("gatehouse-verification="))) {
    return "It is the record of another setup, or of a domain that was removed and added again. Replace it with the value above.";
  }
  return "Replace it with the value above, or add a second TXT record of the same name.";
}

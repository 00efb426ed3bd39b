import type { Hostname } from "../api.gen/types.gen.ts";

export interface Told {
  readonly sentence: string;
  /** What to do about it, or how long to wait. */
  readonly advice: string | null;
}

type Finding = NonNullable<Hostname["dns"]>["txt"];

/** What was found of the record that proves a hostname. */
export function proofFinding(
  { outcome, seen }: Pick<Finding, "outcome" | "seen">,
  record: Hostname["record"],
  zone: string,
): Told {
  switch (outcome) {
    case "found":
      return { sentence: "We see the record.", advice: null };
    case "missing":
      return {
        sentence: `We do not see a TXT record named ${record.name} yet.`,
        advice: `A new record is usually seen within minutes, sometimes only after an hour. If it stays so, look at its name again: many providers put .${zone} behind it by themselves, and then it is there twice.`,
      };
    case "other":
      return {
        sentence: "There is a TXT record of this name, but its value is another one.",
        advice: mistakeIn(seen, record.value),
      };
    case "disagreement":
      return {
        sentence: "One of the two resolvers we ask sees the record, the other does not.",
        advice: "It is still spreading. There is nothing to do but wait, usually for less than an hour.",
      };
    case "no_answer":
      return silence;
  }
}

/**
 * Whether what was seen stands beside what should be there. Where the right text was seen, by one of the resolvers, or
 * where one has not answered, there is nothing to compare.
 */
export function isComparable({ outcome, seen, expected }: Finding): boolean {
  return outcome !== "found" && outcome !== "no_answer" && seen.some((text) => text !== expected);
}

function mistakeIn(seen: readonly string[], wanted: string): string {
  if (seen.some((text) => text.trim().replaceAll(/^"|"$/g, "") === wanted)) {
    return "Quotation marks are part of the value there. Enter it without them.";
  }
  if (seen.some((text) => wanted.endsWith(`=${text.trim()}`))) {
    return "The beginning is missing: copy the whole value.";
  }
  if (seen.some((text) => text.startsWith(wanted.slice(0, wanted.indexOf("=") + 1)))) {
    return "It is the record of a hostname that was removed and added again, or of another organization. Replace it with the value above.";
  }
  return "Replace it with the value above, or add a second TXT record of the same name.";
}

/** Where the hostname leads. */
export function pointingFinding({ outcome }: Pick<Finding, "outcome">, hostname: string): Told {
  switch (outcome) {
    case "found":
      return { sentence: `${hostname} leads here.`, advice: null };
    case "missing":
      return {
        sentence: `We do not see a CNAME record of ${hostname} yet.`,
        advice:
          "A new record is usually seen within minutes. If the DNS is at Cloudflare, its proxy has to be off for this record (“DNS only”), or nobody can see where it leads.",
      };
    case "other":
      return {
        sentence: `${hostname} leads somewhere else.`,
        advice:
          "Change the record's value. How long the old one is still seen depends on its TTL: often an hour, sometimes a day.",
      };
    case "disagreement":
      return {
        sentence: "One of the two resolvers we ask sees that it leads here, the other does not.",
        advice: "The change is still spreading. There is nothing to do but wait: that may take as long as its old TTL.",
      };
    case "no_answer":
      return silence;
  }
}

const silence: Told = {
  sentence: "The DNS did not answer, so we could not look.",
  advice: "Nothing was changed. We try again by ourselves; if it stays so, the domain's own name servers may be down.",
};

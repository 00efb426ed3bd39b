import type { TenantHostname } from "../api.gen/types.gen.ts";

type Dns = NonNullable<TenantHostname["dns"]>;
type Outcome = Dns["txt"]["outcome"] | Dns["caa"]["outcome"];

/** What the DNS said of one kind of record. */
export interface FindingLine {
  readonly record: "TXT" | "CNAME" | "CAA";
  readonly verdict: string;
  readonly isGood: boolean;
  /** What should be there; only worth a look where something else is. */
  readonly expected: string | null;
  readonly seen: readonly string[];
}

const verdicts: Readonly<Record<Outcome, string>> = {
  found: "as expected",
  missing: "not there",
  other: "something else is there",
  disagreement: "the two resolvers disagree",
  no_answer: "no answer",
  allowed: "a certificate may be issued",
  forbidden: "forbids a certificate",
};

const good: ReadonlySet<Outcome> = new Set(["found", "allowed"]);

/** What was found of each record, in the order in which they matter. */
export function findingLines({ txt, cname, caa }: Dns): FindingLine[] {
  const line = (record: FindingLine["record"], outcome: Outcome, expected: string | null, seen: readonly string[]) => ({
    record,
    verdict: Object.hasOwn(verdicts, outcome) ? verdicts[outcome] : outcome,
    isGood: good.has(outcome),
    expected: good.has(outcome) ? null : expected,
    seen,
  });
  return [
    line("TXT", txt.outcome, txt.expected, txt.seen),
    line("CNAME", cname.outcome, cname.expected, cname.seen),
    line(
      "CAA",
      caa.outcome,
      caa.expected.join(", "),
      caa.at === null ? caa.seen : caa.seen.map((text) => `${text} (${caa.at})`),
    ),
  ];
}

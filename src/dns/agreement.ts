import { storableText } from "../database/storable-text.ts";
import type { Result } from "../result/result.ts";
import type { DnsFailure } from "./resolver.ts";

/**
 * What two resolvers say of a record that somebody was asked to set. `missing`: nothing is there. `other`: something else
 * is. `disagreement`: one sees the record and one does not, as happens while a change spreads. `no_answer`: one of them
 * could not find out.
 */
export interface Agreement {
  readonly outcome: "found" | "missing" | "other" | "disagreement" | "no_answer";
  /** What was there, by either: at most 10 texts of 200 characters. */
  readonly seen: readonly string[];
}

/** If either resolver gives no answer, so do both together. If only one sees what is expected, they disagree. */
export function agreementOf(
  answers: readonly Result<readonly string[], DnsFailure>[],
  isExpected: (text: string) => boolean,
): Agreement {
  const there = answers.map((answer) => (answer.ok ? answer.value : []));
  const seen = [...new Set(there.flat())].slice(0, mostTexts).map((text) => storableText(text, longestText));
  const finding = there.filter((texts) => texts.some(isExpected)).length;
  if (answers.some((answer) => !answer.ok && answer.failure === "no_answer")) return { outcome: "no_answer", seen };
  if (finding === answers.length) return { outcome: "found", seen };
  if (finding > 0) return { outcome: "disagreement", seen };
  return { outcome: seen.length === 0 ? "missing" : "other", seen };
}

const mostTexts = 10;
const longestText = 200;

import { expect, test } from "vitest";
import { domainAdvice } from "./domain-advice.ts";

const record = { name: "_gatehouse.acme.test", type: "TXT" as const, value: "gatehouse-verification=abc123" };
const other = (...found: string[]) => domainAdvice({ outcome: "other_record", found }, record)?.advice;

test("a domain that shows its record needs no advice", () => {
  expect(domainAdvice({ outcome: "verified", found: [record.value] }, record)).toBeNull();
});

test("a missing record is named, with the mistake that most DNS pages invite", () => {
  const advice = domainAdvice({ outcome: "no_record", found: [] }, record);
  expect(advice?.sentence).toContain("_gatehouse.acme.test");
  expect(advice?.advice).toContain("only _gatehouse");
});

test("silence of the DNS is not told as a missing record", () => {
  expect(domainAdvice({ outcome: "no_answer", found: [] }, record)?.sentence).not.toContain("no TXT record");
});

test("a record that only one resolver sees is told as on its way, not as missing", () => {
  const advice = domainAdvice({ outcome: "disagreement", found: [record.value] }, record);
  expect(advice?.sentence).toContain("only one");
  expect(advice?.advice).toContain("some minutes");
});

test("what people mistype is recognised: quotation marks, half of the value, another setup's value", () => {
  expect(other('"gatehouse-verification=abc123"')).toContain("Quotation marks");
  expect(other("v=spf1 -all", "abc123")).toContain("beginning is missing");
  expect(other("gatehouse-verification=zzz")).toContain("another setup");
  expect(other("something else")).toContain("second TXT record");
});

import { expect, test } from "vitest";
import { isComparable, pointingFinding, proofFinding } from "./finding-sentence.ts";

const record = { name: "_gatehouse.app.acme.com", type: "TXT" as const, value: "gatehouse-hostname=abc" };
const proof = (outcome: Parameters<typeof proofFinding>[0]["outcome"], ...seen: string[]) =>
  proofFinding({ outcome, seen }, record, "acme.com");

test("a record that is not there is told with the most frequent mistake", () => {
  expect(proof("missing").sentence).toContain("_gatehouse.app.acme.com");
  expect(proof("missing").advice).toContain(".acme.com");
});

test("a record with another value is told with what is wrong about it", () => {
  expect(proof("other", '"gatehouse-hostname=abc"').advice).toContain("Quotation marks");
  expect(proof("other", "abc").advice).toContain("beginning is missing");
  expect(proof("other", "gatehouse-hostname=xyz").advice).toContain("removed and added again");
  expect(proof("other", "v=spf1 -all").advice).toContain("second TXT record");
});

test("resolvers that disagree mean waiting, and silence is nobody's mistake", () => {
  expect(proof("disagreement").advice).toContain("spreading");
  expect(proof("no_answer").advice).toContain("Nothing was changed");
  expect(pointingFinding({ outcome: "disagreement" }, "app.acme.com").advice).toContain("spreading");
  expect(pointingFinding({ outcome: "no_answer" }, "app.acme.com").sentence).toContain("did not answer");
});

test("what was seen is compared with what should be there only where they differ", () => {
  const expected = "gatehouse-hostname=abc";
  expect(isComparable({ outcome: "other", seen: ["gatehouse-hostname=xyz"], expected })).toBe(true);
  expect(isComparable({ outcome: "disagreement", seen: ["v=spf1 -all", expected], expected })).toBe(true);
  expect(isComparable({ outcome: "disagreement", seen: [expected], expected })).toBe(false);
  expect(isComparable({ outcome: "no_answer", seen: ["v=spf1 -all"], expected })).toBe(false);
  expect(isComparable({ outcome: "missing", seen: [], expected })).toBe(false);
});

test("what is as it should be needs no advice", () => {
  expect(proof("found").advice).toBeNull();
  expect(pointingFinding({ outcome: "found" }, "app.acme.com")).toEqual({
    sentence: "app.acme.com leads here.",
    advice: null,
  });
});

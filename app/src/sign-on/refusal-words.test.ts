import { expect, test } from "vitest";
import { policyRefusals, ssoRefusals } from "../../../src/sso/refusal.ts";
import { knownReason, refusalWords } from "./refusal-words.ts";

const unknown = refusalWords(undefined);

test("every refusal is explained, and each of our own rules in words of its own", () => {
  for (const reason of ssoRefusals) {
    expect(refusalWords(reason), reason).not.toBe(unknown);
    expect(knownReason(reason)).toBe(reason);
  }
  const distrust = refusalWords("wrong_signature");
  for (const reason of policyRefusals) expect(refusalWords(reason), reason).not.toBe(distrust);
});

test("what somebody wrote into the address is neither believed nor repeated", () => {
  for (const reason of ["call 0900 1234", "<b>", "toString", "__proto__", ""]) {
    expect(refusalWords(reason)).toBe(unknown);
    expect(knownReason(reason)).toBeUndefined();
  }
});

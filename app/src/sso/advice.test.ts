import { expect, test } from "vitest";
import { openIdChecks } from "../../../src/openid/check.ts";
import { ssoRefusals } from "../../../src/sso/refusal.ts";
import { adviceFor, checkSentence } from "./advice.ts";

const plain = adviceFor("something-a-newer-server-says");

test("every way to be refused has a sentence and advice of its own", () => {
  for (const reason of ssoRefusals) {
    const { sentence, advice } = adviceFor(reason);
    expect(sentence, reason).not.toBe(plain.sentence);
    expect(sentence, reason).toMatch(/^[A-Z].*\.$/);
    expect(advice, reason).toMatch(/^[A-Z].*\.$/);
  }
});

test("what nobody here has heard of is told plainly, and is no entry of some object's prototype", () => {
  expect(adviceFor("constructor")).toBe(plain);
  expect(plain.advice).toContain("which check failed");
  expect(checkSentence("toString")).toBe("toString");
  expect(checkSentence("brand_new_check")).toBe("brand new check");
});

test("every check is told in words", () => {
  const ours = ["configuration", "email", "email_verified", "domain", "account", "tester"];
  for (const check of [...openIdChecks, ...ours]) expect(checkSentence(check), check).toContain(" ");
});

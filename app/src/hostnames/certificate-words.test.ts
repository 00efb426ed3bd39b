import { expect, test } from "vitest";
import { certificateSentence, hostnameSentence } from "./certificate-words.ts";

test("Cloudflare's words are told in sentences, and new ones as they are", () => {
  expect(certificateSentence("pending_validation")).toContain("has not seen yet");
  expect(certificateSentence("brand_new")).toContain("“brand_new”");
  expect(certificateSentence("constructor")).toContain("“constructor”");
  expect(hostnameSentence("test_pending")).toContain("“test_pending”");
});

test("what goes without saying is not said", () => {
  expect(hostnameSentence("active")).toBeNull();
  expect(certificateSentence(null)).toBeNull();
});

import { expect, test } from "vitest";
import { certificateSentence, hostnameSentence } from "./certificate-words.ts";

test("Cloudflare's words are told in sentences, and new ones as they are", () => {
  expect(certificateSentence("pending_validation", "http")).toContain("has not seen yet");
  expect(certificateSentence("brand_new", "http")).toContain("“brand_new”");
  expect(certificateSentence("constructor", "http")).toContain("“constructor”");
  expect(hostnameSentence("test_pending", "http")).toContain("“test_pending”");
});

test("where records validate the certificate, it does not wait for where the name leads", () => {
  expect(certificateSentence("pending_validation", "txt")).toContain("its record");
  expect(hostnameSentence("pending", "txt")).not.toContain("leads here");
});

test("what goes without saying is not said", () => {
  expect(hostnameSentence("active", "http")).toBeNull();
  expect(certificateSentence(null, "http")).toBeNull();
});

import { describe, expect, test } from "vitest";
import { randomToken, sha256Hex } from "../identifiers/digest.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { redact } from "./redaction.ts";

describe("a text on its way into a log", () => {
  test.each([
    ["a session cookie", "__Host-gatehouse.session_token=abcDEF123.sig%3D; Path=/"],
    ["a Cookie header", "cookie: theme=dark; other=canary-value"],
    ["a bearer token", "authorization: Bearer canary-value"],
    ["a JWT", "got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl from there"],
    ["half a JWT", "eyJhbGciOiJFUzI1NiJ9.canary"],
    ["a sealed text", "v1.k1.AAAAAAAAAAAAAAAA.Y2FuYXJ5"],
    ["a connection URL", "connect postgres://gatehouse_auth:canary-value@127.0.0.1:5432/gatehouse failed"],
    ["a query string", "fetch https://x.test/reset?token=canary-value failed"],
    ["a fragment", "fetch https://x.test/enroll#canary-value failed"],
    ["what JSON.parse quotes", jsonError('{"password":"canary-value is "odd"')],
    ["what Postgres quotes", 'invalid input syntax for type timestamp: "canary-value"'],
    ["what Postgres shows of a key", "Key (email)=(canary-value) already exists."],
    ["an address", "no mailbox canary-value@example.test here"],
    ["an assignment", "password = canary-value"],
    ["what stands in ticks", "no such thing: `canary-value`"],
    ["what stands in single quotes", "it isn't 'canary-value' at all"],
    ["a quotation that never ends", 'Unexpected "canary-value'],
  ])("loses %s", (_, text) => {
    const redacted = redact(text);
    expect(redacted).not.toMatch(/canary|Y2FuYXJ5|abcDEF|eyJ/);
  });

  test("loses random tokens, keys and hashes, whatever they are called", async () => {
    const key = Buffer.alloc(32, 251).toString("base64");
    for (const secret of [randomToken(), newIdentifier("inv"), await sha256Hex("x"), key, key.replace("=", "")]) {
      expect(redact(`no ${secret}, sorry`)).toBe("no [redacted], sorry");
    }
  });

  test("keeps sentences, names and the ids that open nothing", () => {
    for (const text of [
      "Connection terminated unexpectedly",
      "The gatekeeper did not answer in time",
      "connect ECONNREFUSED 127.0.0.1:5432",
      `no row of ${newIdentifier("org")} (${newIdentifier("usr")})`,
      "the function accept-invitation-and-open-session failed",
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  test("is short, however long the text was", () => {
    for (const part of ["a", '"', "=(", "@", "'", "key: ", "eyJ", "A1", "https://", "cookie:"]) {
      expect(redact(part.repeat(500_000)).length).toBeLessThanOrEqual(501);
    }
  });
});

function jsonError(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return String(error);
  }
  throw new Error("This should not have been JSON");
}

import { describe, expect, it } from "vitest";
import { caaRecordOf } from "./caa-record.ts";

/** As a resolver that does not know the type writes it. */
function inBytes(flags: number, tag: string, value: string): string {
  const bytes = [flags, tag.length, ...new TextEncoder().encode(tag + value)];
  const pairs = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
  return String.raw`\# ${bytes.length} ${pairs.join(" ")}`;
}

describe("a CAA record", () => {
  const issue = { critical: false, tag: "issue", value: "letsencrypt.org" };

  it.each([
    ['0 issue "letsencrypt.org"', issue],
    ["0 issue letsencrypt.org", issue],
    ['  0   ISSUE  "letsencrypt.org" ', issue],
    [inBytes(0, "issue", "letsencrypt.org"), issue],
    [inBytes(0, "Issue", "letsencrypt.org").replaceAll(" 0", "  0").toUpperCase(), issue],
    ['0 issue ";"', { ...issue, value: ";" }],
    [inBytes(0, "issue", ";"), { ...issue, value: ";" }],
    ['0 issue ""', { ...issue, value: "" }],
    [inBytes(0, "issue", ""), { ...issue, value: "" }],
    ['128 tbs "unknown"', { critical: true, tag: "tbs", value: "unknown" }],
    [inBytes(128, "tbs", "unknown"), { critical: true, tag: "tbs", value: "unknown" }],
    ['1 issue "a.example"', { critical: false, tag: "issue", value: "a.example" }],
    ['0 issue "pki.goog; cansignhttpexchanges=yes"', { ...issue, value: "pki.goog; cansignhttpexchanges=yes" }],
    ['0 iodef "mailto:security@example.com"', { ...issue, tag: "iodef", value: "mailto:security@example.com" }],
  ])("is read from %s", (data, record) => {
    expect(caaRecordOf(data)).toEqual(record);
  });

  it.each([
    "",
    "issue letsencrypt.org",
    "0 issue",
    String.raw`\# 4 00 05 69`,
    String.raw`\# 1 00`,
    String.raw`\# 2 00 00`,
    String.raw`\# 3 00 05 69`,
    String.raw`\# 3 00 05 6`,
    String.raw`\# x 00 05 69`,
  ])("cannot be read from %j", (data) => {
    expect(caaRecordOf(data)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import type { CaaRecord } from "../dns/caa-record.ts";
import { certificateAuthorities, mayIssue } from "./caa.ts";

const record = (tag: string, value: string, critical = false): CaaRecord => ({ critical, tag, value });
const issue = (value: string) => record("issue", value);

describe("a certificate", () => {
  it("may be issued by whoever likes to where nothing is said of that", () => {
    expect(mayIssue([])).toBe(true);
    expect(mayIssue([record("iodef", "mailto:a@acme.example")])).toBe(true);
    expect(mayIssue([record("issuewild", ";")])).toBe(true);
    expect(mayIssue([record("issuemail", "ca.example"), record("contactemail", "a@acme.example")])).toBe(true);
  });

  it.each(certificateAuthorities)("may be issued where %s may, alone or among others", (authority) => {
    expect(mayIssue([issue(authority)])).toBe(true);
    expect(mayIssue([issue("ca.example"), issue(authority)])).toBe(true);
    expect(mayIssue([issue(";"), issue(`  ${authority.toUpperCase()} ; cansignhttpexchanges=yes`)])).toBe(true);
  });

  it.each([
    "",
    ";",
    " ; ",
    "ca.example",
    "evil-letsencrypt.org",
    "letsencrypt.org.evil.example",
    "letsencrypt",
    "%%%%",
  ])("may not be issued where only %j may", (value) => {
    expect(mayIssue([issue(value)])).toBe(false);
  });

  it("may not be issued by the leave for wildcards", () => {
    expect(mayIssue([issue("ca.example"), record("issuewild", "letsencrypt.org")])).toBe(false);
  });

  it("may not be issued by anybody who does not understand what must be", () => {
    expect(mayIssue([issue("letsencrypt.org"), record("tbs", "x", true)])).toBe(false);
    expect(mayIssue([record("tbs", "x", true)])).toBe(false);
    expect(mayIssue([record("tbs", "x", false)])).toBe(true);
    expect(mayIssue([record("issue", "letsencrypt.org", true), record("iodef", "x", true)])).toBe(true);
  });
});

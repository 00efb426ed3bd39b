import { describe, expect, test } from "vitest";
import { finalFailures } from "../hostnames/hostname.ts";
import { hostnameMail, type HostnameOccasion } from "./hostname.ts";

const mail = {
  origin: "https://primary.acme.example",
  organizationName: "Acme",
  hostnameId: "hst_1",
  hostname: "app.acme.example",
  cnameTarget: "customers.gatehouse.example",
  sender: "Acme Portal",
  color: null,
};

const occasions: Readonly<Record<HostnameOccasion["kind"], HostnameOccasion>> = {
  active: { kind: "active", address: "https://app.acme.example" },
  failed: { kind: "failed", failure: "certificate_timed_out" },
  moved: { kind: "moved" },
  expired: { kind: "expired" },
  given_up: { kind: "given_up" },
  certificate_expiring: { kind: "certificate_expiring", until: new Date("2027-01-01T00:00:00Z") },
};

const write = (kind: HostnameOccasion["kind"]) => hostnameMail({ ...mail, news: occasions[kind] });
const linksOf = (text: string) => text.match(/https:\/\/\S+\/\S+/g);

test.each(["active", "failed", "moved", "certificate_expiring"] as const)(
  "that a hostname is %s leads to its page at the host that mails lead to, not at the hostname itself",
  (kind) => {
    const { text, html } = write(kind);
    const link = "https://primary.acme.example/org/settings/domains/hst_1";
    expect(linksOf(text)).toEqual([link]);
    expect(html).toContain(`href="${link}"`);
    expect(text).toContain("All admins and owners get this message.");
  },
);

test("what becomes active is announced with its address", () => {
  const { subject, text } = write("active");
  expect(subject).toBe("app.acme.example is ready");
  expect(text).toContain("people can use Acme at https://app.acme.example from now on");
});

test("what becomes active before its name leads here is announced with what is left to do", () => {
  const { text } = write("active");
  expect(text).toContain("If app.acme.example still leads elsewhere");
  expect(text).toContain("It should lead to: customers.gatehouse.example");
});

describe("what has failed", () => {
  test("is announced with why, what helps, and where its record should lead", () => {
    const { subject, text } = write("failed");
    expect(subject).toBe("app.acme.example cannot be used");
    expect(text).toContain("its certificate could not be issued in time");
    expect(text).toContain("whether a CAA record of your domain forbids");
    expect(text).toContain("customers.gatehouse.example");
  });

  test("has a reason of its own for every failure that there is", () => {
    const texts = finalFailures.map((failure) => hostnameMail({ ...mail, news: { kind: "failed", failure } }).text);
    expect(new Set(texts).size).toBe(finalFailures.length);
  });
});

test("what was lost is had back by its TXT record, and by the button that its page has then", () => {
  const failures = ["validation_timed_out", "certificate_timed_out", "certificate_expired", "blocked"] as const;
  const lost = failures.map((failure) => hostnameMail({ ...mail, news: { kind: "failed", failure } }));
  for (const { text } of [...lost, write("moved")]) {
    expect(text).toContain("TXT record");
    expect(text).toContain('"Try again"');
    expect(text).not.toContain("Check again");
  }
});

test("nobody is told that a name is given up whose record still stands", () => {
  expect(write("moved").text).toContain("After 30 days it is given up, once its TXT record is not there any more.");
});

test("what has moved is announced with what that has ended, and both ways out of it", () => {
  const { subject, text } = write("moved");
  expect(subject).toBe("app.acme.example does not lead here any more");
  expect(text).toContain("the sessions that people had there have ended");
  expect(text).toContain("remove app.acme.example in the domain settings");
  expect(text).toContain("customers.gatehouse.example");
});

test("what has expired is announced without a link to its page, which says nothing any more", () => {
  const { subject, text } = write("expired");
  expect(subject).toBe("app.acme.example was never confirmed");
  expect(text).toContain("within 14 days");
  expect(linksOf(text)).toEqual(["https://primary.acme.example/org/settings/domains"]);
});

test("a certificate that runs out is announced with when, and without a word of it having failed", () => {
  const { subject, text } = write("certificate_expiring");
  expect(subject).toBe("The certificate of app.acme.example runs out soon");
  expect(text).toContain("good until 1 January 2027 at 00:00 UTC, and has not been renewed yet");
});

test("an organization's name cannot become markup or a header", () => {
  const nasty = `<script>"'&\r\nBcc: all@acme.test`;
  const { subject, html } = hostnameMail({ ...mail, organizationName: nasty, news: occasions.moved });
  expect(html).not.toContain("<script>");
  expect(subject).not.toMatch(/[\r\n]/);
});

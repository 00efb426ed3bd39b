import { describe, expect, test } from "vitest";
import { invitationMail } from "./invitation.ts";
import { passwordResetMail } from "./password-reset.ts";
import { recoveryCodeMadeMail } from "./recovery-code-made.ts";
import { recoveryUsedMail } from "./recovery-used.ts";
import { ssoDomainMail } from "./sso-domain.ts";
import { teamsMail } from "./teams.ts";

const invitation = {
  origin: "https://acme.app.gatehouse.example",
  invitationId: "inv_1",
  organizationName: "Acme",
  role: "admin",
  invitedBy: "Olivia Owner",
  expiresAt: new Date("2026-11-28T10:00:00Z"),
  sender: "Acme Portal",
  color: "#ffee00",
} as const;

const reset = {
  origin: "https://acme.app.gatehouse.example",
  token: "a+b/c=&d",
  name: "Max",
  organizationName: "Acme",
  sender: "Acme Portal",
  color: null,
};

const domain = {
  origin: "https://acme.app.gatehouse.example",
  organizationName: "Acme",
  domain: "acme.example",
  providerLabel: "Okta",
  record: { name: "_gatehouse.acme.example", value: "gatehouse-verification=abc" },
  state: { kind: "failing", until: new Date("2026-11-22T10:05:00Z") },
  sender: "Acme Portal",
  color: null,
} as const;

const recovery = {
  origin: "https://acme.app.gatehouse.example",
  organizationName: "Acme",
  owner: { name: "Olivia Owner", email: "olivia@acme.example" },
  at: new Date("2026-11-21T23:59:00Z"),
  address: "192.0.2.7",
  userAgent: "Netscape 4",
  sender: "Acme Portal",
  color: null,
};

describe("an invitation", () => {
  test("links to the page that accepts it, in text and in HTML", () => {
    const mail = invitationMail(invitation);
    const link = "https://acme.app.gatehouse.example/accept-invite/inv_1";
    expect(mail.text).toContain(`\n${link}\n`);
    expect(mail.html).toContain(`href="${link}"`);
    expect(mail.subject).toBe("Join Acme");
  });

  test("says who invites as what, and until when", () => {
    const { text } = invitationMail(invitation);
    expect(text).toContain("Olivia Owner has invited you to join Acme as an administrator.");
    expect(text).toContain("28 November 2026");
  });

  test("of an operator names nobody", () => {
    expect(invitationMail({ ...invitation, invitedBy: null }).text).toContain("You have been invited to join Acme");
  });
});

test("a password reset links to the page with the token, which survives the trip through a URL", () => {
  const { text } = passwordResetMail(reset);
  const link = /https:\S+/.exec(text)?.[0] ?? "";
  const url = new URL(link);
  expect(`${url.origin}${url.pathname}`).toBe("https://acme.app.gatehouse.example/reset-password");
  expect(url.searchParams.get("token")).toBe("a+b/c=&d");
});

describe("a domain whose record has gone", () => {
  test("is announced with the record to put back and the time that is left", () => {
    const { subject, text } = ssoDomainMail(domain);
    expect(subject).toBe("Sign-in at Acme will stop for acme.example");
    expect(text).toContain("_gatehouse.acme.example\n");
    expect(text).toContain("gatehouse-verification=abc\n");
    expect(text).toContain("not back by 22 November 2026 at 10:05 UTC");
    expect(text).toContain("https://acme.app.gatehouse.example/sso\n");
  });

  test("is announced again once nobody can sign in by it, without a time that has passed", () => {
    const { subject, text } = ssoDomainMail({ ...domain, state: { kind: "lost" } });
    expect(subject).toBe("Sign-in at Acme has stopped for acme.example");
    expect(text).toContain("Nobody with an address at acme.example can sign in through Okta until");
    expect(text).not.toContain("UTC");
  });
});

describe("the use of a recovery code", () => {
  test("is announced with who, when and from where, and with the way to end the session", () => {
    const { text } = recoveryUsedMail(recovery);
    for (const said of [
      "Olivia Owner (olivia@acme.example)",
      "21 November 2026 at 23:59 UTC",
      "192.0.2.7",
      "Netscape 4",
    ])
      expect(text).toContain(said);
    expect(text).toContain("https://acme.app.gatehouse.example/sessions\n");
  });

  test("is announced where nothing is known of the browser, too", () => {
    const { text } = recoveryUsedMail({ ...recovery, address: null, userAgent: null });
    expect(text).toContain("From: an unknown network address\n");
    expect(text).not.toContain("null");
  });
});

test("that a recovery code was made is announced with who, when and from where, and with the way to delete it", () => {
  const { subject, text } = recoveryCodeMadeMail(recovery);
  expect(subject).toBe("A recovery code was made at Acme");
  for (const said of ["Olivia Owner (olivia@acme.example)", "21 November 2026 at 23:59 UTC", "192.0.2.7", "Netscape 4"])
    expect(text).toContain(said);
  expect(text).toContain("https://acme.app.gatehouse.example/sso\n");
});

test("who asks for their teams gets one link for each, in text and in HTML", () => {
  const teams = [
    { name: "Acme", url: "https://acme.app.gatehouse.example/login?email=a%40b.example" },
    { name: "Globex", url: "https://globex.app.gatehouse.example/login?email=a%40b.example" },
  ];
  const { subject, text, html } = teamsMail({ teams });
  expect(subject).toBe("Your teams' addresses");
  expect(text).toContain("a member of 2 teams");
  for (const { name, url } of teams) {
    expect(text).toContain(`Go to ${name}:\n${url}\n`);
    expect(html).toContain(`href="${url}"`);
  }
  expect(teamsMail({ teams: teams.slice(0, 1) }).text).toContain("a member of one team:");
});

test("names and colours that people chose cannot become markup, a style, or a header", () => {
  const nasty = `<script>"'&\r\nBcc: all@acme.test`;
  const mail = invitationMail({
    ...invitation,
    organizationName: nasty,
    invitedBy: nasty,
    sender: nasty,
    color: 'red;background:url("x")',
  });
  expect(mail.html).not.toContain("<script>");
  expect(mail.html).not.toContain("url(");
  expect(mail.html).toContain("&lt;script&gt;&quot;&#39;&amp;");
  expect(mail.subject).not.toMatch(/[\r\n]/);
  const others = [
    ssoDomainMail({ ...domain, organizationName: nasty, providerLabel: nasty, sender: nasty }),
    recoveryUsedMail({ ...recovery, owner: { name: nasty, email: nasty }, userAgent: nasty }),
    recoveryCodeMadeMail({ ...recovery, owner: { name: nasty, email: nasty }, userAgent: nasty }),
    teamsMail({ teams: [{ name: nasty, url: "https://acme.app.gatehouse.example" }] }),
  ];
  for (const { subject, html } of others) {
    expect(html).not.toContain("<script>");
    expect(subject).not.toMatch(/[\r\n]/);
  }
});

test.each([
  ["#ffee00", "#000000"],
  ["#112244", "#ffffff"],
])("the button on %s is written in %s", (color, ink) => {
  expect(invitationMail({ ...invitation, color }).html).toContain(`background:${color};color:${ink}`);
});

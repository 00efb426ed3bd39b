import { describe, expect, test } from "vitest";
import { invitationMail } from "./invitation.ts";
import { passwordResetMail } from "./password-reset.ts";

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
});

test.each([
  ["#ffee00", "#000000"],
  ["#112244", "#ffffff"],
])("the button on %s is written in %s", (color, ink) => {
  expect(invitationMail({ ...invitation, color }).html).toContain(`background:${color};color:${ink}`);
});

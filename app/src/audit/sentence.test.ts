import { expect, test } from "vitest";
import { tenantEvents } from "../../../src/audit/event.ts";
import { ssoRefusals } from "../../../src/sso/refusal.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { auditText } from "./sentence.ts";

const ada: AuditLog["actor"] = { type: "user", id: "usr_ada", name: "Ada Lovelace" };
const bob = { type: "user", id: "usr_bob", name: "bob@acme.test" };

function log(event: string, more: Partial<AuditLog> = {}): AuditLog {
  return {
    id: "aud_1",
    event,
    category: null,
    outcome: null,
    severity: null,
    actor: ada,
    target: null,
    at: "2026-11-21T14:05:00.000Z",
    requestId: null,
    correlationId: null,
    address: null,
    userAgent: null,
    data: {},
    ...more,
  };
}

test("every event of a tenant is told in words, never by its technical name", () => {
  for (const event of tenantEvents) {
    expect(auditText(log(event)), event).not.toContain(event);
    expect(auditText(log(event)), event).toMatch(/^Ada Lovelace \S/);
    expect(auditText(log(event)), event).not.toMatch(/undefined|null|\[object/);
  }
});

test("who is invited as what is said", () => {
  const invited = { target: { type: "invitation", id: "inv_1", name: "bob@acme.test" }, data: { role: "admin" } };
  expect(auditText(log("invitation.created", invited))).toBe("Ada Lovelace invited bob@acme.test as an admin");
});

test("a change of role says from what to what", () => {
  const data = { from: "member", to: "owner" };
  expect(auditText(log("member.role_changed", { target: bob, data }))).toBe(
    "Ada Lovelace made bob@acme.test an owner, who was a member",
  );
});

test("an operator's act names the operator and gives their reason", () => {
  const actor: AuditLog["actor"] = { type: "operator", id: "adm_1", name: "ops@gatehouse.test" };
  expect(auditText(log("tenant.suspended", { actor, data: { reason: "Invoice overdue" } }))).toBe(
    "ops@gatehouse.test suspended this organization: “Invoice overdue”",
  );
});

test("what somebody does to themselves is told as such", () => {
  const own = { type: "user", id: "usr_ada", name: "ada@acme.test" };
  expect(auditText(log("member.removed", { target: own }))).toBe("Ada Lovelace left the organization");
  expect(auditText(log("user.sessions_revoked", { target: own, data: { reason: "ended_by_user" } }))).toBe(
    "Ada Lovelace ended all their other sessions",
  );
  expect(auditText(log("user.sessions_revoked", { target: own, data: { reason: "ended_by_admin" } }))).toBe(
    "Ada Lovelace signed themselves out everywhere",
  );
  expect(auditText(log("user.sessions_revoked", { target: bob }))).toBe(
    "Ada Lovelace ended all sessions of bob@acme.test",
  );
});

test("a failed sign-in names the account that was tried", () => {
  const actor: AuditLog["actor"] = { type: "anonymous", id: null, name: null };
  expect(auditText(log("user.sign_in_failed", { actor, target: bob, data: { reason: "wrong_password" } }))).toBe(
    "bob@acme.test failed to sign in: the password was wrong",
  );
});

test("changed settings say what they are now", () => {
  const changes = { appName: { from: "Acme", to: "Acme Portal" }, primaryColor: { from: "#112233", to: null } };
  expect(auditText(log("settings.updated", { data: { version: 3, changes } }))).toBe(
    "Ada Lovelace renamed the app to Acme Portal and went back to the default colour",
  );
});

test("how long sessions last is told in words that fit the number", () => {
  const told = (changes: object) => auditText(log("settings.updated", { data: { version: 3, changes } }));
  expect(told({ sessionIdleMinutes: { from: 4320, to: 15 } })).toBe(
    "Ada Lovelace had sessions end when unused for 15 minutes",
  );
  const all = {
    appName: { from: "Acme", to: "Acme Portal" },
    sessionIdleMinutes: { from: 4320, to: 60 },
    sessionLifetimeHours: { from: 168, to: 8 },
  };
  expect(told(all)).toBe(
    "Ada Lovelace renamed the app to Acme Portal, had sessions end when unused for 1 hour and limited sessions to 8 hours",
  );
  expect(told({ sessionIdleMinutes: { to: "soon" }, toString: { to: "x" } })).toBe(
    "Ada Lovelace changed when unused sessions end",
  );
});

test("limits that were tightened are told with what they are now", () => {
  const told = (changes: object) => auditText(log("settings.updated", { data: { version: 3, changes } }));
  expect(told({ accountFailureLimit: { from: 10, to: 5 }, lockoutMinutes: { from: 15, to: 60 } })).toBe(
    "Ada Lovelace had accounts wait after 5 failed sign-ins and had failed sign-ins count for 1 hour",
  );
  expect(told({ auditRetentionDays: { from: 365, to: null } })).toBe("Ada Lovelace had the audit log kept for ever");
  expect(told({ auditRetentionDays: { from: null, to: 90 } })).toBe("Ada Lovelace had the audit log kept for 90 days");
});

test("a session that an admin has ended names whose it was", () => {
  const target = { type: "session", id: "ses_1", name: null };
  const data = { reason: "ended_by_admin", userId: "usr_bob", email: "bob@acme.test" };
  expect(auditText(log("session.revoked", { target, data }))).toBe("Ada Lovelace ended a session of bob@acme.test");
});

test("a changed identity provider is told by what was changed of it, a new secret too", () => {
  const target = { type: "sso-provider", id: "sso_1", name: "Okta" };
  const data = { version: 2, keyChanged: true, changes: { issuer: { from: "a", to: "b" }, later: { from: 1, to: 2 } } };
  expect(auditText(log("sso.provider_updated", { target, data }))).toBe(
    "Ada Lovelace changed the issuer and the client secret of the identity provider Okta",
  );
  expect(auditText(log("sso.provider_updated", { target }))).toContain("changed the configuration of");
});

test("why single sign-on refused somebody is told for every reason there is, and for those to come", () => {
  const actor: AuditLog["actor"] = { type: "anonymous", id: null, name: null };
  const told = (reason: string) => auditText(log("sso.sign_in_refused", { actor, target: bob, data: { reason } }));
  for (const reason of [...ssoRefusals, "of_a_newer_server", "toString"]) {
    expect(told(reason)).toMatch(/^bob@acme\.test was not let in by single sign-on: \S.+[^.]$/);
    expect(told(reason), reason).not.toMatch(/[a-z]_[a-z]|undefined|function/);
  }
  expect(told("former_member")).toContain("they were removed from the organization");
});

test("sessions that end with their host are told as those of that host", () => {
  const actor: AuditLog["actor"] = { type: "system", id: null, name: null };
  const data = { reason: "host_removed", closed: 3 };
  const target = { type: "hostname", id: "hst_1", name: "app.acme.com" };
  expect(auditText(log("tenant.sessions_revoked", { actor, target, data }))).toBe(
    "Gatehouse ended every session at app.acme.com, which is not served any more",
  );
  const acme = { type: "organization", id: "org_1", name: "Acme" };
  expect(auditText(log("tenant.sessions_revoked", { target: acme, data }))).toBe(
    "Ada Lovelace ended every session at a host, which is not served any more",
  );
  expect(auditText(log("tenant.sessions_revoked", { target: acme, data: { reason: "ended_by_admin" } }))).toBe(
    "Ada Lovelace ended every session of this organization",
  );
});

test("what a provider has signed out is told as its doing", () => {
  const actor: AuditLog["actor"] = { type: "system", id: null, name: null };
  const data = { reason: "provider_logout", userId: "usr_bob", email: "bob@acme.test" };
  expect(auditText(log("session.revoked", { actor, data }))).toBe(
    "Gatehouse ended a session of bob@acme.test, because the identity provider signed them out",
  );
});

test("an event of a newer server is still told", () => {
  expect(auditText(log("billing.paid", { target: bob }))).toBe("Ada Lovelace did “billing.paid” to bob@acme.test");
  expect(auditText(log("toString"))).toBe("Ada Lovelace did “toString”");
});

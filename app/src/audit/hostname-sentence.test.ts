import { expect, test } from "vitest";
import { tenantEvents } from "../../../src/audit/event.ts";
import { finalFailures } from "../../../src/hostnames/hostname.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { auditText } from "./sentence.ts";

const ada: AuditLog["actor"] = { type: "user", id: "usr_ada", name: "Ada Lovelace" };
const system: AuditLog["actor"] = { type: "system", id: null, name: null };
const operator: AuditLog["actor"] = { type: "operator", id: "adm_1", name: "ops@gatehouse.test" };
const told = (event: string, data: AuditLog["data"] = {}, actor = ada) =>
  auditText(log(`hostname.${event}`, actor, data));

function log(event: string, actor: AuditLog["actor"], data: AuditLog["data"] = {}): AuditLog {
  return {
    id: "aud_1",
    event,
    category: null,
    outcome: null,
    severity: null,
    actor,
    target: { type: "hostname", id: "hst_1", name: "app.acme.com" },
    at: "2026-11-22T14:05:00.000Z",
    requestId: null,
    correlationId: null,
    address: null,
    userAgent: null,
    data,
  };
}

test("what Gatehouse has found on its own is its doing, and what somebody had it look for is theirs", () => {
  expect(told("proven", {}, system)).toBe("Gatehouse found the DNS record that proves the hostname app.acme.com");
  expect(told("proven")).toBe("Ada Lovelace had the hostname app.acme.com checked, and its DNS record proves it");
  expect(told("activated", {}, system)).toBe("Gatehouse put the hostname app.acme.com into service");
  expect(told("activated", {}, operator)).toBe(
    "ops@gatehouse.test had the hostname app.acme.com checked, which is in service from now on",
  );
  expect(told("moved", {}, system)).toBe(
    "Gatehouse found that the hostname app.acme.com is served elsewhere, and took it out of service",
  );
  expect(told("expired", {}, system)).toBe("Gatehouse gave up waiting for the DNS record of the hostname app.acme.com");
});

test.each(tenantEvents.filter((event) => event.startsWith("hostname.") && event !== "hostname.primary_changed"))(
  "%s names the hostname and fits whoever did it",
  (event) => {
    for (const actor of [ada, operator, system]) {
      expect(auditText(log(event, actor))).toMatch(/^[A-Za-z@.]+ [^“”]*app\.acme\.com[^“”]*$/);
    }
  },
);

test("what Cloudflare says stands there in its own words", () => {
  const data = { version: 4, status: "pending", sslStatus: "pending_validation" };
  expect(told("interrupted", data, system)).toBe(
    "Gatehouse took the hostname app.acme.com out of service, because Cloudflare does not serve it" +
      " (at Cloudflare: hostname “pending”, certificate “pending_validation”)",
  );
  expect(told("failed", { status: "blocked", reason: "blocked" }, system)).toBe(
    "Gatehouse cannot serve the hostname app.acme.com: Cloudflare does not take the name, because another account " +
      "holds it or it is on a list (at Cloudflare: hostname “blocked”)",
  );
});

test("why one failed is told for every reason there is, and for those to come", () => {
  for (const reason of finalFailures) {
    expect(told("failed", { reason }, system)).toMatch(
      /^Gatehouse cannot serve the hostname app\.acme\.com: \S.+[^.]$/,
    );
  }
  for (const reason of ["of_a_newer_server", "toString"]) {
    expect(told("failed", { reason }, system)).toBe("Gatehouse cannot serve the hostname app.acme.com");
  }
});

test("its removal says what it ended and, of an operator's, why", () => {
  expect(told("removed", { version: 3, closed: 1 })).toBe(
    "Ada Lovelace removed the hostname app.acme.com, which ended one session",
  );
  expect(told("removed", { version: 3, closed: 4, reason: "Reported as phishing" }, operator)).toBe(
    "ops@gatehouse.test removed the hostname app.acme.com, which ended 4 sessions: “Reported as phishing”",
  );
});

test("another way of validation is told by what it is now", () => {
  expect(told("updated", { changes: { validation: { from: "http", to: "txt" } } })).toBe(
    "Ada Lovelace chose that the certificate of app.acme.com is validated by DNS records",
  );
  expect(told("updated", { changes: { validation: { to: "toString" } } })).toBe(
    "Ada Lovelace chose that the certificate of app.acme.com is validated in another way",
  );
});

test("another primary host is told with the one before, and with what the others do", () => {
  const primary = (changes: object) => told("primary_changed", { version: 2, changes });
  const primaryHost = { from: null, to: "app.acme.com" };
  expect(primary({ primaryHost })).toBe(
    "Ada Lovelace made app.acme.com the primary host instead of the organization's standard address",
  );
  expect(primary({ primaryHost, redirectOthers: { from: false, to: true } })).toBe(
    "Ada Lovelace made app.acme.com the primary host instead of the organization's standard address" +
      " and had the other hosts redirect to it",
  );
  expect(primary({ redirectOthers: { from: true, to: false } })).toBe(
    "Ada Lovelace stopped the other hosts from redirecting to the primary one",
  );
  expect(primary({})).toBe("Ada Lovelace changed the primary host");
});

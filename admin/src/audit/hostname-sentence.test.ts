import { expect, test } from "vitest";
import { tenantEvents } from "../../../src/audit/event.ts";
import { finalFailures } from "../../../src/hostnames/hostname.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { auditReason, auditSentence, auditTenantId, sentenceText } from "./sentence.ts";

const nora: AuditLog["actor"] = { type: "operator", id: "adm_1", name: "Nora Ops" };
const system: AuditLog["actor"] = { type: "system", id: null, name: null };

function entry(event: string, data: AuditLog["data"] = {}, actor = nora): AuditLog {
  return {
    id: "aud_1",
    event,
    category: null,
    outcome: null,
    severity: null,
    actor,
    target: { type: "hostname", id: "hst_1", name: "app.initech.com" },
    at: "2026-11-22T10:00:00.000Z",
    requestId: "req_1",
    correlationId: "req_1",
    address: "203.0.113.7",
    userAgent: null,
    data,
  };
}

const said = (event: string, data?: AuditLog["data"], actor?: AuditLog["actor"]): string =>
  sentenceText(auditSentence(entry(`hostname.${event}`, data, actor)));

test("a look at a hostname names who had it made and what it brought", () => {
  expect(said("proven")).toBe("Nora Ops had the hostname app.initech.com checked: its DNS record proves it");
  expect(said("activated", {}, system)).toBe("Gatehouse checked the hostname app.initech.com: it is in service now");
  expect(said("interrupted", { status: "pending", sslStatus: "pending_validation" })).toBe(
    "Nora Ops had the hostname app.initech.com checked: it is out of service, as Cloudflare does not serve it" +
      " (pending, SSL pending_validation)",
  );
});

test.each(tenantEvents.filter((event) => event.startsWith("hostname.") && event !== "hostname.primary_changed"))(
  "%s names the hostname and fits whoever did it",
  (event) => {
    for (const actor of [nora, system]) {
      const told = sentenceText(auditSentence(entry(event, {}, actor)));
      expect(told).toMatch(/^(Nora Ops|Gatehouse) [^“”]*app\.initech\.com/);
      expect(told).not.toMatch(/undefined|null|[a-z]_[a-z]/);
    }
  },
);

test("why a hostname cannot be served is told for every reason there is, and for those to come", () => {
  for (const reason of finalFailures) {
    expect(said("failed", { reason })).toMatch(/: it cannot be served, because [^_]+[^.]$/);
  }
  expect(said("failed", { reason: "toString" })).toMatch(/: it cannot be served$/);
});

test("a removal says what it ended, and its reason stands below in the operator's own words", () => {
  const removal = { version: 3, closed: 2, reason: "Reported as phishing", organizationId: "org_7" };
  expect(said("removed", removal)).toBe("Nora Ops removed the hostname app.initech.com, which ended 2 sessions");
  expect(auditReason(entry("hostname.removed", removal))).toBe("Reported as phishing");
  expect(auditTenantId(entry("hostname.removed", removal))).toBe("org_7");
  // A code of ours is no reason that anybody gave.
  expect(auditReason(entry("hostname.failed", { reason: "blocked" }))).toBeNull();
});

test("sessions that ended with a hostname are those that were begun there", () => {
  expect(sentenceText(auditSentence(entry("tenant.sessions_revoked", { reason: "host_removed", closed: 2 })))).toBe(
    "Nora Ops ended every session at app.initech.com",
  );
});

test("another primary host is named, and the one that every tenant has is called that", () => {
  expect(said("primary_changed", { changes: { primaryHost: { from: null, to: "app.initech.com" } } })).toBe(
    "Nora Ops changed the primary host to app.initech.com",
  );
  expect(said("primary_changed", { changes: { primaryHost: { from: "app.initech.com", to: null } } })).toBe(
    "Nora Ops changed the primary host to the tenant's standard address",
  );
  expect(said("primary_changed")).toBe("Nora Ops changed the primary host");
});

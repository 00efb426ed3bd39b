import { expect, test } from "vitest";
import { platformEvents, tenantEvents } from "../../../src/audit/event.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { auditReason, auditSentence, auditTenantId, sentenceText } from "./sentence.ts";

function entry(event: string, more: Partial<AuditLog> = {}): AuditLog {
  return {
    id: "aud_1",
    event,
    category: null,
    outcome: null,
    severity: null,
    actor: { type: "operator", id: "adm_1", name: "Nora Ops" },
    target: { type: "organization", id: "org_1", name: "Initech" },
    at: "2026-11-20T10:00:00.000Z",
    requestId: "req_1",
    correlationId: "req_1",
    address: "203.0.113.7",
    userAgent: null,
    data: {},
    ...more,
  };
}

const said = (event: string, more?: Partial<AuditLog>): string => sentenceText(auditSentence(entry(event, more)));

test("every event the log can say is told in words, never by its raw name", () => {
  for (const event of [...tenantEvents, ...platformEvents]) expect(said(event)).not.toContain(event);
});

test("an operator's act names who did what to whom", () => {
  expect(said("tenant.suspended")).toBe("Nora Ops suspended Initech");
  expect(said("tenant.created")).toBe("Nora Ops created the tenant Initech");
  const invited = { target: { type: "invitation", id: "inv_1", name: "bill@initech.test" }, data: { role: "owner" } };
  expect(said("invitation.created", invited)).toBe("Nora Ops invited bill@initech.test as owner");
  const operator = { target: { type: "operator", id: "adm_2", name: "sam@x.test" }, data: { role: "super_admin" } };
  expect(said("admin.invited", operator)).toBe("Nora Ops made sam@x.test an operator (super admin)");
});

test("names stand apart from the words around them", () => {
  expect(auditSentence(entry("tenant.restored"))).toEqual([{ name: "Nora Ops" }, " restored ", { name: "Initech" }]);
});

test("an event this console does not know is still told, with its raw name", () => {
  expect(said("tenant.relocated")).toBe("Nora Ops did “tenant.relocated” to Initech");
  expect(said("toString", { target: null })).toBe("Nora Ops did “toString”");
});

test("an actor or a target without a name is called something a reader understands", () => {
  expect(said("admin.enrollment_refused", { actor: { type: "anonymous", id: null, name: null } })).toBe(
    "Somebody unknown tried to enroll and was refused",
  );
  expect(said("tenant.restored", { actor: { type: "system", id: null, name: null } })).toBe(
    "Gatehouse restored Initech",
  );
  expect(said("tenant.restored", { actor: { type: "operator", id: "adm_9", name: null } })).toBe(
    "adm_9 restored Initech",
  );
  expect(said("tenant.restored", { target: null })).toBe("Nora Ops restored something unnamed");
});

test("the reason is what somebody wrote, not a code", () => {
  const revoked = { data: { reason: "ended_by_operator", note: "Stolen laptop", closed: 3 } };
  expect(auditReason(entry("tenant.sessions_revoked", revoked))).toBe("Stolen laptop");
  expect(auditReason(entry("tenant.sessions_revoked", { data: { reason: "ended_by_operator" } }))).toBeNull();
  expect(auditReason(entry("tenant.suspended", { data: { reason: "unpaid" } }))).toBe("unpaid");
  expect(auditReason(entry("tenant.suspended"))).toBeNull();
  expect(auditReason(entry("tenant.suspended", { data: { reason: 7 } }))).toBeNull();
});

test("an entry about a tenant leads to it, whatever its target is", () => {
  expect(auditTenantId(entry("tenant.suspended"))).toBe("org_1");
  const invitation = { type: "invitation", id: "inv_1", name: "a@b.test" };
  expect(auditTenantId(entry("invitation.created", { target: invitation, data: { organizationId: "org_2" } }))).toBe(
    "org_2",
  );
  expect(auditTenantId(entry("admin.enrolled", { target: { type: "operator", id: "adm_1", name: null } }))).toBeNull();
});

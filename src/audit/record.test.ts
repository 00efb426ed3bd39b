import { describe, expect, test } from "vitest";
import { classOf, platformEvents, tenantEvents, type AuditContext, type AuditEntry } from "./event.ts";
import { auditRow, platformAuditRow } from "./record.ts";

const context: AuditContext = {
  actor: { type: "user", id: "usr_1", name: "Ada" },
  requestId: "req_1",
  address: "203.0.113.7",
  userAgent: "test",
};

const row = (entry: unknown) => auditRow("org_1", entry as AuditEntry, context, "aud_1");

test("what an event does not declare is not written, whoever sends it", () => {
  const data = { method: "password", password: "hunter2", token: "abc", __proto__: { secret: "x" } };
  expect(row({ event: "user.signed_in", target: null, data }).data).toEqual({ method: "password" });
  expect(row({ event: "tenant.restored", target: null, data }).data).toEqual({});
});

test("a value that does not fit its field is left out", () => {
  const revoked = { reason: "because hunter2", closed: "3", note: 7, userId: "usr 1; drop", email: "hunter2" };
  expect(row({ event: "session.revoked", target: null, data: revoked }).data).toEqual({});
  const settings = { version: 2, changes: { appName: { from: "A\nB", to: { deep: 1 } }, secret: { from: 1, to: 2 } } };
  expect(row({ event: "settings.updated", target: null, data: settings }).data).toEqual({
    version: 2,
    changes: { appName: { from: "A B", to: null } },
  });
});

test("an event that does not exist is a bug, not a row", () => {
  expect(() => row({ event: "user.teleported", target: null })).toThrow("user.teleported");
  expect(() => row({ event: "toString", target: null })).toThrow("toString");
});

describe("what somebody typed as an address", () => {
  const failed = (id: string, name: string) =>
    row({
      event: "user.sign_in_failed",
      target: { type: "user", id, name },
      data: { reason: "wrong_password" },
    }).targetName;

  test("is kept where it is somebody's here", () => {
    expect(failed("usr_1", "ada@acme.test")).toBe("ada@acme.test");
  });

  test("is kept only in part where it is nobody's", () => {
    expect(failed("unknown", "jane.roe@example.com")).toBe("j***@e***.com");
  });

  test.each([
    "correct horse battery staple",
    "hunter2",
    "P@ssw0rd!",
    "a@b",
    "two@@signs.example",
    `${"x".repeat(300)}@a.test`,
  ])("is not kept at all where it may be a password: %s", (typed) => {
    expect(failed("unknown", typed)).toBeNull();
    expect(failed("usr_1", typed)).toBeNull();
  });
});

test("a row without the request that set it off is about its own", () => {
  expect(row({ event: "tenant.restored", target: null }).correlationId).toBe("req_1");
  const later = { ...context, correlationId: "req_0" };
  expect(auditRow("org_1", { event: "tenant.restored", target: null }, later).correlationId).toBe("req_0");
});

test("the platform's row says which tenant it is about, whatever the event declares", () => {
  const about = { organizationId: "org_1", slug: "acme" };
  expect(platformAuditRow({ event: "tenant.restored", target: null }, context, about).data).toEqual(about);
});

test("every event is classified, and what only concerns operators says so in its name", () => {
  for (const event of [...tenantEvents, ...platformEvents]) {
    expect(classOf(event), event).not.toBeNull();
    expect(event.startsWith("admin."), event).toBe(classOf(event)?.category === "operator");
  }
  expect(classOf("constructor")).toBeNull();
});

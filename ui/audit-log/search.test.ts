import { expect, test } from "vitest";
import { auditQueryOf, changeAuditSearch, isNarrowed, readAuditSearch } from "./search.ts";

test("an address says what to look for, and nothing else of it is kept", () => {
  expect(readAuditSearch({ category: "session", when: "week", utm: "x", search: "  ada  ", who: "" })).toEqual({
    category: "session",
    when: "week",
    search: "ada",
  });
  expect(readAuditSearch({ when: "toString", search: ["a"], actor: null })).toEqual({});
  expect(readAuditSearch({ search: 2026 })).toEqual({ search: "2026" });
  expect(readAuditSearch({ search: "x".repeat(1_000) }).search).toHaveLength(100);
});

test("one part changes and the others stay", () => {
  expect(changeAuditSearch({ category: "session", search: "ada" }, "search", undefined)).toEqual({
    category: "session",
  });
  expect(changeAuditSearch({ category: "session" }, "when", "day")).toEqual({ category: "session", when: "day" });
});

test("the question to the API begins as far back as was asked, counted from now", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(
    auditQueryOf({ when: "day", correlation: "req_1", who: "operator", actor: "adm_1", tenant: "org_1" }, now),
  ).toEqual({
    from: "2026-11-20T12:00:00.000Z",
    correlationId: "req_1",
    actorType: "operator",
    actorId: "adm_1",
    organizationId: "org_1",
  });
  expect(auditQueryOf({}, now)).toEqual({});
  expect([isNarrowed({}), isNarrowed({ when: "day" })]).toEqual([false, true]);
});

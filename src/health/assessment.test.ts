import { expect, test } from "vitest";
import { assess, type Findings } from "./assessment.ts";

const well: Findings = { database: true, identity: "ready", gatekeepers: true, hints: true };
const at = new Date("2026-11-21T12:00:00Z");

function statuses(findings: Partial<Findings>): Record<string, string> {
  const { status, components } = assess({ ...well, ...findings }, at);
  return { overall: status, ...Object.fromEntries(components.map((component) => [component.name, component.status])) };
}

test("a platform whose parts all answer is well, and says when that was", () => {
  expect(statuses({})).toEqual({ overall: "ok", database: "ok", identity: "ok", gatekeepers: "ok", hints: "ok" });
  expect(assess(well, at).checkedAt).toBe("2026-11-21T12:00:00.000Z");
});

test("without the database the platform is degraded, not down: people who are signed in go on", () => {
  const findings = { database: false, identity: "without_database" } as const;
  expect(statuses(findings)).toMatchObject({ overall: "degraded", database: "down", identity: "degraded" });
});

test.each([
  ["identity", { identity: "silent" }],
  ["hints", { hints: false }],
] as const)("without %s the platform is degraded", (name, findings) => {
  expect(statuses(findings)).toMatchObject({ overall: "degraded", [name]: "down", gatekeepers: "ok" });
});

test("without gatekeepers nobody is admitted: the platform is down, whatever else works", () => {
  expect(statuses({ gatekeepers: false })).toMatchObject({ overall: "down", gatekeepers: "down", database: "ok" });
});

test("what missing hints mean depends on whether the database can stand in for them", () => {
  const impact = (findings: Partial<Findings>) =>
    assess({ ...well, ...findings }, at).components.find(({ name }) => name === "hints")?.impact;
  expect(impact({ hints: false })).toMatch(/everything else works/i);
  expect(impact({ hints: false, database: false })).toMatch(/not found/);
});

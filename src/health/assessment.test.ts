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
  const without = { overall: "down", gatekeepers: "down", database: "ok", identity: "degraded" };
  expect(statuses({ gatekeepers: false })).toMatchObject(without);
});

test("nobody is told that they can sign in, or go on, while they cannot", () => {
  const said = (findings: Partial<Findings>) =>
    assess({ ...well, ...findings }, at)
      .components.map(({ impact }) => impact)
      .join(" ");
  expect(said({})).toMatch(/People can sign in/);
  expect(said({ database: false, identity: "without_database" })).toMatch(/stay signed in/);
  expect(said({ identity: "silent" })).not.toMatch(/can sign in, accept invitations/);
  for (const identity of ["ready", "without_database", "silent"] as const) {
    const everything = said({ database: identity === "ready", identity, gatekeepers: false });
    expect(everything).not.toMatch(/People can|can be changed, and|stay signed in|are let in/);
  }
});

test("what missing hints mean depends on whether the database can stand in for them", () => {
  const impact = (findings: Partial<Findings>) =>
    assess({ ...well, ...findings }, at).components.find(({ name }) => name === "hints")?.impact;
  expect(impact({ hints: false })).toMatch(/are found .* more slowly/);
  expect(impact({ hints: false, database: false })).toMatch(/not found/);
});

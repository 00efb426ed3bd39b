import { expect, test } from "vitest";
import { assess } from "./assessment.ts";
import type { PlatformHealth } from "./contract.ts";
import { LatestReport } from "./latest-report.ts";

function world() {
  const clock = { now: 1_000_000 };
  const inspections: ((report: PlatformHealth) => void)[] = [];
  const crew = { wait: () => new Promise<void>(() => undefined), anchor: () => undefined };
  const impatient = { ...crew, wait: () => Promise.resolve() };
  const latest = new LatestReport(() => clock.now);
  const inspect = (): Promise<PlatformHealth> => new Promise((resolve) => inspections.push(resolve));
  return { clock, inspections, crew, impatient, latest, inspect };
}

const report = assess({ database: true, identity: "ready", gatekeepers: true, hints: true }, new Date(0));

test("however many ask at the same time, the parts are asked once", async () => {
  const { latest, inspect, crew, inspections } = world();
  const asked = Array.from({ length: 100 }, () => latest.get(inspect, crew));
  expect(inspections).toHaveLength(1);
  inspections[0]?.(report);
  expect(await Promise.all(asked)).toEqual(asked.map(() => report));
});

test("a report is repeated for five seconds and then made anew", async () => {
  const { latest, inspect, crew, inspections, clock } = world();
  const first = latest.get(inspect, crew);
  inspections[0]?.(report);
  await first;
  clock.now += 4_999;
  expect(await latest.get(inspect, crew)).toBe(report);
  expect(inspections).toHaveLength(1);
  clock.now += 1;
  void latest.get(inspect, crew);
  expect(inspections).toHaveLength(2);
});

test("after its clock has stepped back an isolate looks again", async () => {
  const { latest, inspect, crew, inspections, clock } = world();
  const first = latest.get(inspect, crew);
  inspections[0]?.(report);
  await first;
  clock.now -= 60_000;
  void latest.get(inspect, crew);
  expect(inspections).toHaveLength(2);
});

test("an inspection that was cut off with its request holds up nobody: who waited for it looks for themselves", async () => {
  const { latest, inspect, crew, impatient, inspections } = world();
  void latest.get(inspect, crew);
  const second = latest.get(inspect, impatient);
  await expect.poll(() => inspections.length).toBe(2);
  inspections[1]?.(report);
  expect(await second).toBe(report);
});

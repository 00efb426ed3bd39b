import { expect, test } from "vitest";
import type { PendingWork } from "./alarm.ts";
import { Housekeeping } from "./housekeeping.ts";
import { TaskQueue } from "./queue.ts";
import type { Workshop } from "./workshop.ts";

const nothing: PendingWork = { effectsDue: null, outboxDue: null, intentDue: null };

function housekeepingAt(clock: { now: number; work: PendingWork }) {
  const alarms: (number | null)[] = [];
  const workshop = { storage: { pendingWork: () => clock.work }, now: () => clock.now } as unknown as Workshop;
  const tools = { workshop, changes: new TaskQueue(), setAlarm: (at: number | null) => alarms.push(at) };
  return { housekeeping: new Housekeeping(tools, 0), alarms };
}

test("the alarm is set once for work that is due once", () => {
  const { housekeeping, alarms } = housekeepingAt({ now: 1_000, work: { ...nothing, effectsDue: 5_000 } });
  housekeeping.arm();
  housekeeping.arm();
  expect(alarms).toEqual([5_000]);
});

test("an alarm that has not rung in time is set again now and then", () => {
  const clock = { now: 1_000, work: { ...nothing, effectsDue: 1_000 } };
  const { housekeeping, alarms } = housekeepingAt(clock);
  for (; clock.now <= 25_000; clock.now += 1_000) housekeeping.arm();
  expect(alarms).toHaveLength(3);
});

test("setting an alarm again never makes it later: where the clock is behind, it may be about to ring", () => {
  const clock = { now: 1_000, work: { ...nothing, effectsDue: 1_000 } };
  const { housekeeping, alarms } = housekeepingAt(clock);
  for (; clock.now <= 60_000; clock.now += 1_000) housekeeping.arm();
  expect(new Set(alarms)).toEqual(new Set([1_000]));
});

test("an alarm that this object cannot know of is taken back when nothing is left to do", () => {
  const { housekeeping, alarms } = housekeepingAt({ now: 1_000, work: nothing });
  housekeeping.arm();
  housekeeping.arm();
  expect(alarms).toEqual([null]);
});

import { expect, test } from "vitest";
import type { OpenSession } from "./contract.ts";
import { leaseFrom } from "./lease.ts";
import { LeasedVerdicts } from "./leased-verdicts.ts";

const verdict = { admitted: true, session: { id: "ses_1" } as OpenSession, sessionVersion: 1, epoch: 0 } as const;

function holding() {
  const clock = { now: 10_000 };
  const leased = new LeasedVerdicts(() => clock.now);
  leased.keep("mine", leaseFrom(clock.now, 1_000, Infinity), verdict, 7);
  return { clock, leased };
}

test("a verdict is repeated for what it was given for, and for nothing else", () => {
  const { leased } = holding();
  expect(leased.find("mine", 7)).toBe(verdict);
  expect(leased.find("another", 7)).toBeNull();
});

test("a verdict is not repeated after its lease, nor under another configuration", () => {
  const { clock, leased } = holding();
  expect(leased.find("mine", 8)).toBeNull();
  expect(leased.find("mine", 7)).toBeNull();
  const second = holding();
  second.clock.now += 1_000;
  expect(second.leased.find("mine", 7)).toBeNull();
  expect(clock.now).toBe(10_000);
});

test("a clock that steps back drops every lease, also after it has caught up", () => {
  const { clock, leased } = holding();
  clock.now = 10_900;
  expect(leased.find("mine", 7)).toBe(verdict);
  clock.now = 10_100;
  expect(leased.find("mine", 7)).toBeNull();
  clock.now = 10_900;
  expect(leased.find("mine", 7)).toBeNull();
});

test("a lease that came back to an earlier time than it was sent at is not kept", () => {
  const clock = { now: 10_000 };
  const leased = new LeasedVerdicts(() => clock.now);
  const lease = leaseFrom(10_000, 1_000, Infinity);
  clock.now = 9_000;
  leased.keep("mine", lease, verdict, 7);
  clock.now = 10_500;
  expect(leased.find("mine", 7)).toBeNull();
});

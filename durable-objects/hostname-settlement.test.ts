import { describe, expect, test } from "vitest";
import type { LifecycleStatus } from "../src/hostnames/hostname.ts";
import { registration } from "../src/hostnames/lifecycle-fixture.ts";
import { settlement, type Look } from "./hostname-settlement.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;
const day = 24 * 60 * minute;
const at = (milliseconds: number): string => new Date(now + milliseconds).toISOString();

/** As it was when the look began: claimed, so that it counts as looked at in a minute. */
function held(state: LifecycleStatus, more: Partial<Parameters<typeof settlement>[0]> = {}) {
  return {
    state,
    stateSince: at(-10 * minute),
    provenAt: at(-10 * minute),
    failure: null,
    refusal: null,
    registration: null,
    activatedAt: state === "active" ? at(-10 * minute) : null,
    lossTold: null,
    expiryTold: null,
    purgedAt: null,
    checks: 0,
    newsAt: null,
    nextCheckAt: at(minute),
    now,
    ...more,
  };
}

const pending = registration("pending", "pending_validation");
const active = registration("active", "active");

/** A look of the schedule that has brought what Cloudflare has. */
function look(more: Partial<Look> = {}): Look {
  return {
    hostnameId: "hst_1",
    version: 2,
    due: { at: at(minute) },
    newsAt: null,
    event: { kind: "observed", registration: pending },
    findings: null,
    atLeastMilliseconds: 0,
    isScheduled: true,
    isTurnedAway: false,
    isUnclear: false,
    ...more,
  };
}

/** In the middle of what the schedule spreads. */
const settled = (...[row, one]: [Parameters<typeof settlement>[0], Look]) => settlement(row, one, 0.5);

describe("what a look leaves behind", () => {
  test("is what it has found, and a longer pause after each of the schedule's own", () => {
    const first = settled(held("pending_cloudflare"), look());
    expect(first).toMatchObject({ checks: 1, wait: minute, known: { registration: pending } });
    expect(settled(held("pending_cloudflare", { checks: 3 }), look())).toMatchObject({ checks: 4, wait: 15 * minute });
    // Whoever asks for one of their own does not make the schedule slower.
    const asked = look({ isScheduled: false });
    expect(settled(held("pending_cloudflare", { checks: 3 }), asked)).toMatchObject({ checks: 3, wait: 5 * minute });
  });

  test("is nothing known where a change is to say it", () => {
    const event = { kind: "observed", registration: active } as const;
    expect(settled(held("pending_cloudflare"), look({ event })).known).toBe(null);
    expect(settled(held("active"), look({ event })).known).toMatchObject({ registration: active });
  });

  test("of one that was turned away is another when its turn comes, and does not count", () => {
    const turnedAway = look({ event: null, isTurnedAway: true, atLeastMilliseconds: 7_000 });
    const from = held("pending_cloudflare", { checks: 20 });
    expect(settled(from, turnedAway)).toMatchObject({ checks: 20, wait: 7_000, isRead: false });
    // Where Cloudflare has no room, the schedule's own pause counts if it is longer.
    const full = look({ event: { kind: "refused", failure: "quota_exceeded" }, atLeastMilliseconds: 60 * minute });
    expect(settled(held("pending_cloudflare"), full).wait).toBe(60 * minute);
    expect(settled(from, full).wait).toBe(4 * 60 * minute);
  });

  test("of what is served is a look a day later, and a sooner one when it has told nothing", () => {
    const told = look({
      event: { kind: "observed", registration: active },
    });
    expect(settled(held("active", { checks: 7 }), told)).toMatchObject({ checks: 1, wait: day });
    const unclear = look({ event: null, isUnclear: true });
    expect(settled(held("active", { checks: 1 }), unclear)).toMatchObject({ checks: 2, wait: minute, isRead: false });
    const end = new Date(now + 30 * day + 5 * minute).toISOString();
    const ending = { ...active, certificateExpiresAt: end };
    const event = { kind: "observed", registration: ending } as const;
    expect(settled(held("active"), look({ event })).wait).toBe(5 * minute);
  });

  test("is no time for what nobody looks at any more", () => {
    expect(settled(held("released", { newsAt: at(0) }), look({ event: null }))).toMatchObject({
      wait: null,
      isRead: true,
    });
  });
});

describe("what comes while a look is under way", () => {
  test("is not forgotten: it is looked at when that is due", () => {
    const asked = held("active", { nextCheckAt: at(3_000) });
    expect(settled(asked, look()).wait).toBe(3_000);
    // The time is a change's that the look itself has made.
    expect(settled(asked, look({ due: null })).wait).toBeGreaterThan(3_000);
    const later = held("pending_cloudflare", { nextCheckAt: at(90 * minute) });
    expect(settled(later, look()).wait).toBe(minute);
  });

  test("is read soon when Cloudflare has news of it, even where the change has overwritten when it is due", () => {
    const told = held("active", { newsAt: at(-1_000) });
    expect(settled(told, look({ due: null }))).toMatchObject({ wait: 2_000, isRead: false });
    expect(settled(told, look({ newsAt: at(-1_000) })).isRead).toBe(true);
  });
});

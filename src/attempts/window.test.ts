import { array, assert, boolean, integer, property, record, uuid } from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, judgingMilliseconds, secondsUntil, type Attempt } from "./window.ts";

const minute = 60_000;
const policy = { limit: 3, windowMilliseconds: 15 * minute };
const now = 100 * minute;

function attempt(minutesAgo: number, counted = true): Attempt {
  return { id: `at ${minutesAgo}`, at: now - minutesAgo * minute, counted };
}

describe("one more attempt", () => {
  test("is allowed while fewer than the limit are within the window", () => {
    expect(decide([], policy, now)).toEqual({ kind: "allowed" });
    expect(decide([attempt(1), attempt(2), attempt(15)], policy, now)).toEqual({ kind: "allowed" });
  });

  test("is refused at the limit, until the oldest that matters is out of the window", () => {
    expect(decide([attempt(1), attempt(9), attempt(2)], policy, now)).toEqual({
      kind: "refused",
      until: now + 6 * minute,
    });
  });

  test("waits for those under way when they decide", () => {
    expect(decide([attempt(1), attempt(2), { ...attempt(0, false) }], policy, now)).toEqual({ kind: "undecided" });
  });

  test("does not wait for those whose outcome never came", () => {
    const lost = { id: "lost", at: now - judgingMilliseconds, counted: false };
    expect(decide([attempt(1), attempt(2), lost], policy, now).kind).toBe("refused");
  });

  test("has the newer of two limits: a tenant that tightens counts what has already failed", () => {
    const failed = [attempt(1), attempt(3), attempt(2), attempt(4), attempt(5)];
    expect(decide(failed, { ...policy, limit: 10 }, now)).toEqual({ kind: "allowed" });
    // The two oldest do not matter any more: three newer ones are enough.
    expect(decide(failed, policy, now)).toEqual({ kind: "refused", until: now + 12 * minute });
  });
});

const attempts = array(record({ id: uuid(), at: integer({ min: now - 40 * minute, max: now }), counted: boolean() }), {
  maxLength: 30,
});
const policies = record({
  limit: integer({ min: 1, max: 12 }),
  windowMilliseconds: integer({ min: 1_000, max: 30 * minute }),
});

describe("whatever has been tried", () => {
  test("who is refused is allowed at the moment they were told, and not a millisecond earlier", () => {
    assert(
      property(attempts, policies, (tried, chosen) => {
        const all = tried.map((one) => ({ ...one, counted: true }));
        const decision = decide(all, chosen, now);
        if (decision.kind !== "refused") return;
        expect(decision.until).toBeGreaterThan(now);
        expect(decide(all, chosen, decision.until).kind).toBe("allowed");
        expect(decide(all, chosen, decision.until - 1).kind).toBe("refused");
      }),
    );
  });

  test("within one window no more count than the limit, however attempts come", () => {
    assert(
      property(array(integer({ min: 0, max: 40 * minute }), { maxLength: 60 }), policies, (times, chosen) => {
        const judged: Attempt[] = [];
        for (const at of times.toSorted((one, other) => one - other)) {
          if (decide(judged, chosen, at).kind === "allowed")
            judged.push({ id: String(judged.length), at, counted: true });
        }
        for (const { at: end } of judged) {
          const within = judged.filter(({ at }) => at > end - chosen.windowMilliseconds && at <= end);
          expect(within.length).toBeLessThanOrEqual(chosen.limit);
        }
      }),
    );
  });

  test("more attempts never make a refusal an admission, and forgiving one never makes an admission a refusal", () => {
    const order = { allowed: 0, undecided: 1, refused: 2 } as const;
    assert(
      property(attempts, policies, (tried, chosen) => {
        const strictness = order[decide(tried, chosen, now).kind];
        expect(order[decide(tried.slice(1), chosen, now).kind]).toBeLessThanOrEqual(strictness);
      }),
    );
  });
});

test("Retry-After is in whole seconds, never early and at least one", () => {
  expect([secondsUntil(now + 1, now), secondsUntil(now + 1001, now), secondsUntil(now - 5, now)]).toEqual([1, 2, 1]);
});

import { array, assert, constantFrom, oneof, property, record, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { lifecycleStatuses, type LifecycleStatus } from "./hostname.ts";
import { afterEvent, type HostnameStanding, type LifecycleEvent } from "./lifecycle.ts";
import { day, isLost, nothingThere, now, observed, shown, since, standing, stateAfter } from "./lifecycle-fixture.ts";

/** Cloudflare's documented words, and some that it has not documented yet. */
const statuses = (
  "active pending active_redeploying moved pending_deletion deleted pending_blocked pending_migration " +
  "pending_provisioned test_pending test_active test_active_apex test_blocked test_failed provisioned blocked"
).split(" ");
const sslStatuses = (
  "initializing pending_validation deleted pending_issuance pending_deployment pending_deletion pending_expiration " +
  "expired active initializing_timed_out validation_timed_out issuance_timed_out deployment_timed_out " +
  "deletion_timed_out pending_cleanup staging_deployment staging_active deactivating inactive backup_issued " +
  "holding_deployment"
).split(" ");
const unknownWords = ["", "Active", "active ", "constructor", "__proto__", "active_soon", "ACTIVE", "ünbekannt"];

const events: Readonly<Record<string, LifecycleEvent>> = {
  proven: { kind: "proven" },
  "both active": observed("active", "active"),
  "both active, and shown": shown(observed("active", "active")),
  "on its way": observed("pending", "pending_validation"),
  gone: observed("moved", "active"),
  failed: observed("pending", "validation_timed_out"),
  "not there": nothingThere,
  "refused for good": { kind: "refused", failure: "name_refused" },
  "refused for now": { kind: "refused", failure: "quota_exceeded" },
  retried: { kind: "retried" },
  expired: { kind: "expired" },
  removed: { kind: "removed" },
  reclaimed: { kind: "reclaimed" },
  purged: { kind: "purged" },
  cooled: { kind: "cooled" },
};

const [a, p, v, e, m, d, r] = lifecycleStatuses;
/** Every state and every event, long after the state began: where that leads. */
const table: Readonly<Record<string, readonly string[]>> = {
  //                   awaiting pending active error moved deleted released
  proven: [p, "-", "-", "-", "-", "-", "-"],
  // Its proof is old.
  "both active": ["-", p, v, e, m, d, "-"],
  "both active, and shown": ["-", v, v, e, m, d, "-"],
  "on its way": ["-", p, p, e, m, d, "-"],
  gone: ["-", m, m, m, m, d, "-"],
  failed: ["-", e, e, e, e, d, "-"],
  "not there": ["-", p, m, e, m, d, "-"],
  "refused for good": ["-", e, "-", "-", "-", "-", "-"],
  "refused for now": ["-", p, "-", "-", "-", "-", "-"],
  retried: ["-", "-", "-", p, p, "-", "-"],
  expired: [r, d, "-", d, d, "-", "-"],
  removed: [r, d, d, d, d, "-", "-"],
  reclaimed: ["-", "-", "-", "-", "-", r, "-"],
  purged: ["-", "-", "-", "-", "-", d, "-"],
  cooled: ["-", "-", "-", "-", "-", r, "-"],
};

describe("every state and every event", () => {
  for (const [name, event] of Object.entries(events)) {
    test(`"${name}" leads where the table says`, () => {
      const longAfter = since + 40 * day;
      const led = lifecycleStatuses.map((state) => stateAfter(standing(state, { purgedAt: since }), event, longAfter));
      expect(led).toEqual(table[name]);
    });
  }

  test("the table has all of them, and nothing leads back to awaiting_txt", () => {
    expect(Object.keys(table)).toEqual(Object.keys(events));
    expect(Object.values(table).flat()).not.toContain(a);
  });
});

describe("what Cloudflare says", () => {
  test("is served only when both words are exactly active, from what is under way or served, and with whatever words", () => {
    for (const state of lifecycleStatuses) {
      for (const status of [...statuses, ...unknownWords]) {
        for (const sslStatus of [...sslStatuses, ...unknownWords]) {
          const step = afterEvent(standing(state), observed(status, sslStatus), now);
          const isServed = (step?.standing.state ?? state) === "active";
          const mayBe = state === "pending_cloudflare" || state === "active";
          const says = status === "active" && sslStatus === "active";
          expect(isServed, `${state}: ${status} ${sslStatus}`).toBe(step === null ? state === "active" : mayBe && says);
        }
      }
    }
  });

  test("is kept in its own words wherever there is something to keep", () => {
    for (const state of ["pending_cloudflare", "active", "error", "moved", "deleted"] as const) {
      for (const status of [...statuses, ...unknownWords]) {
        const step = afterEvent(standing(state), observed(status, "holding_deployment"), now);
        expect(step?.standing.registration).toMatchObject({ status, sslStatus: "holding_deployment" });
      }
    }
  });

  const outcomes: readonly [status: string, sslStatus: string, state: LifecycleStatus, failure: string | null][] = [
    ["active", "active", "active", null],
    ["active", "pending_validation", "pending_cloudflare", null],
    ["active_redeploying", "active", "pending_cloudflare", null],
    ["pending", "active", "pending_cloudflare", null],
    ["pending_blocked", "initializing", "pending_cloudflare", null],
    ["moved", "active", "moved", null],
    ["pending_deletion", "active", "moved", null],
    ["deleted", "expired", "moved", null],
    ["blocked", "active", "error", "blocked"],
    ["test_blocked", "active", "error", "blocked"],
    ["test_failed", "active", "error", "validation_timed_out"],
    ["pending", "validation_timed_out", "error", "validation_timed_out"],
    ["active", "initializing_timed_out", "error", "certificate_timed_out"],
    ["active", "issuance_timed_out", "error", "certificate_timed_out"],
    ["active", "deployment_timed_out", "error", "certificate_timed_out"],
    ["active", "deletion_timed_out", "error", "certificate_timed_out"],
    ["active", "rehearsal_timed_out", "error", "certificate_timed_out"],
    ["active", "expired", "error", "certificate_expired"],
    ["active", "something_new", "pending_cloudflare", null],
    ["something_new", "active", "pending_cloudflare", null],
  ];
  for (const [status, sslStatus, state, failure] of outcomes) {
    test(`"${status}" and "${sslStatus}" come to ${failure ?? state}, and never back from what was lost`, () => {
      for (const from of ["pending_cloudflare", "active", "error", "moved"] as const) {
        const step = afterEvent(standing(from, { failure: "blocked" }), observed(status, sslStatus), now);
        const reached = isLost(from) && !isLost(state) ? from : state;
        expect(step?.standing).toMatchObject({ state: reached, ...(reached !== from && { failure }) });
      }
    });
  }

  test("has nobody get back a name that was lost: that takes another try, which takes its record", () => {
    const good = observed("active", "active");
    for (const state of ["error", "moved"] as const) {
      const lost = standing(state);
      for (const event of [good, observed("pending", "pending_validation"), nothingThere, good]) {
        expect(afterEvent(lost, event, now)).toMatchObject({ standing: { state }, audit: null, news: null });
      }
      const tried = afterEvent(lost, { kind: "retried" }, now)?.standing;
      if (tried === undefined) throw new Error("Nothing came of it");
      expect(stateAfter(tried, good)).toBe("active");
    }
  });

  test("comes to the same in any order and however often: the last word counts until one has lost the name", () => {
    const words = record({
      status: oneof(constantFrom(...statuses), string()),
      sslStatus: oneof(constantFrom(...sslStatuses), string()),
    });
    const from = constantFrom<LifecycleStatus>("pending_cloudflare", "active");
    assert(
      property(from, array(words, { minLength: 1, maxLength: 8 }), (state, seen) => {
        const after = (many: typeof seen) =>
          many.reduce(
            (held, { status, sslStatus }, index) =>
              afterEvent(held, observed(status, sslStatus), now + index)?.standing ?? held,
            standing(state),
          );
        const last = seen.at(-1);
        if (last === undefined) return;
        const { state: reached, registration: known } = after(seen);
        const lost = seen.findIndex((_, index) => isLost(after(seen.slice(0, index + 1)).state));
        if (lost === -1) expect(after([last]).state).toBe(reached);
        else expect(["error", "moved"]).toContain(reached);
        expect(known).toMatchObject(last);
        // Heard of twice.
        expect(after([...seen, last])).toMatchObject({ state: reached });
      }),
    );
  });

  test("never brings back what was removed, in whatever order it comes", () => {
    const any = constantFrom(...Object.values(events));
    assert(
      property(constantFrom(...lifecycleStatuses), array(any), array(any), (state, before, late) => {
        const run = (from: HostnameStanding, many: readonly LifecycleEvent[]) =>
          many.reduce((held, event, index) => afterEvent(held, event, now + index * day)?.standing ?? held, from);
        const removed = run(standing(state), [...before, { kind: "removed" }]);
        expect(["deleted", "released"]).toContain(removed.state);
        expect(["deleted", "released"]).toContain(run(removed, late).state);
        const gone = standing("released");
        expect(run(gone, late)).toBe(gone);
      }),
    );
  });
});

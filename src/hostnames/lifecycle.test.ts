import { array, assert, constantFrom, oneof, property, record, string } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  coolingMilliseconds,
  hostnameFailures,
  lifecycleStatuses,
  lossPatienceMilliseconds,
  passingFailures,
  proofPatienceMilliseconds,
  proofValidityMilliseconds,
  type LifecycleStatus,
} from "./hostname.ts";
import { afterEvent, type HostnameStanding, type LifecycleEvent } from "./lifecycle.ts";
import type { Registration } from "./registration.ts";

const since = Date.parse("2026-11-01T00:00:00Z");
const now = since + 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;

function standing(state: LifecycleStatus, more: Partial<HostnameStanding> = {}): HostnameStanding {
  return {
    state,
    stateSince: since,
    provenAt: state === "awaiting_txt" ? null : since,
    failure: state === "error" ? "validation_timed_out" : null,
    refusal: null,
    registration: null,
    activatedAt: state === "active" ? since : null,
    lossTold: null,
    expiryTold: null,
    purgedAt: null,
    ...more,
  };
}

function registration(status: string, sslStatus: string, more: Partial<Registration> = {}): Registration {
  const plain = { id: "023e105f4ecef8ad9ca31a8372d0c353", hostname: "app.acme.test", method: "http" };
  return { ...plain, status, sslStatus, certificateExpiresAt: null, records: [], errors: [], ...more };
}

const observed = (status: string, sslStatus: string, more: Partial<Registration> = {}): LifecycleEvent => ({
  kind: "observed",
  registration: registration(status, sslStatus, more),
});
/** The same, and its record is there. */
function shown(event: LifecycleEvent): LifecycleEvent {
  return event.kind === "observed" ? { ...event, isShown: true } : event;
}

const nothingThere: LifecycleEvent = { kind: "observed", registration: null };

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

const isLost = (state: LifecycleStatus): boolean => state === "error" || state === "moved";

/** The state after an event, `-` for one that changes nothing. */
function stateAfter(from: HostnameStanding, event: LifecycleEvent, at = now): string {
  const step = afterEvent(from, event, at);
  if (step === null) return "-";
  expect(step.audit === null).toBe(step.standing.state === from.state);
  // What was lost was lost when it began, by whatever name it goes since.
  const goesOn = step.audit === null || (isLost(from.state) && isLost(step.standing.state));
  expect(step.standing.stateSince).toBe(goesOn ? from.stateSince : at);
  return step.standing.state;
}

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

describe("what is taken down of it", () => {
  const told = (from: HostnameStanding, event: LifecycleEvent, at = now) => {
    const step = afterEvent(from, event, at);
    return [step?.audit ?? null, step?.news ?? null];
  };

  test("each transition has its audit event, and those people wait for or must act on their mail", () => {
    expect(told(standing("awaiting_txt"), { kind: "proven" })).toEqual(["hostname.proven", null]);
    expect(told(standing("pending_cloudflare"), observed("active", "active"))).toEqual([
      "hostname.activated",
      "active",
    ]);
    expect(told(standing("active"), observed("pending", "active"))).toEqual(["hostname.interrupted", null]);
    expect(told(standing("active"), observed("moved", "active"))).toEqual(["hostname.moved", "moved"]);
    expect(told(standing("active"), nothingThere)).toEqual(["hostname.moved", "moved"]);
    expect(told(standing("pending_cloudflare"), observed("blocked", ""))).toEqual(["hostname.failed", "failed"]);
    expect(told(standing("error"), { kind: "retried" })).toEqual(["hostname.retried", null]);
    // They have been mailed that it is lost.
    expect(told(standing("error"), observed("moved", "active"))).toEqual(["hostname.moved", null]);
    expect(told(standing("moved"), observed("blocked", ""))).toEqual(["hostname.failed", null]);
    expect(told(standing("error"), observed("pending", "initializing"))).toEqual([null, null]);
    expect(told(standing("awaiting_txt"), { kind: "expired" }, since + 14 * day)).toEqual([
      "hostname.expired",
      "expired",
    ]);
    expect(told(standing("moved"), { kind: "expired" }, since + 30 * day)).toEqual(["hostname.expired", "expired"]);
    expect(told(standing("active"), { kind: "removed" })).toEqual(["hostname.removed", null]);
    expect(told(standing("deleted", { purgedAt: since }), { kind: "cooled" }, since + 7 * day)).toEqual([
      "hostname.released",
      null,
    ]);
  });

  test("what says the same again is neither a version nor a mail", () => {
    expect(told(standing("active"), observed("active", "active"))).toEqual([null, null]);
    expect(told(standing("pending_cloudflare"), observed("pending", "initializing"))).toEqual([null, null]);
    expect(told(standing("error"), observed("pending", "validation_timed_out"))).toEqual([null, null]);
    expect(told(standing("moved"), observed("moved", "active"))).toEqual([null, null]);
    expect(told(standing("deleted"), { kind: "purged" })).toEqual([null, null]);
  });

  test("becoming active is mailed once, until it was tried again or had failed", () => {
    const run = (many: readonly LifecycleEvent[]) => {
      let held = standing("pending_cloudflare");
      return many.flatMap((event) => {
        const step = afterEvent(held, event, now);
        held = step?.standing ?? held;
        return step?.news ?? [];
      });
    };
    const on = observed("active", "active");
    const off = observed("pending", "pending_validation");
    expect(run([on, off, on, off, on])).toEqual(["active"]);
    expect(run([on, observed("moved", "active"), { kind: "retried" }, off, on, off, on])).toEqual([
      "active",
      "moved",
      "active",
    ]);
    expect(run([on, observed("active", "expired"), on])).toEqual(["active", "failed"]);
    expect(run([on, observed("active", "expired"), on, { kind: "retried" }, on])).toEqual([
      "active",
      "failed",
      "active",
    ]);
  });

  test("trying again in vain is not mailed again, another reason is", () => {
    const run = (many: readonly LifecycleEvent[]) => {
      let held = standing("pending_cloudflare");
      return many.flatMap((event) => {
        const step = afterEvent(held, event, now);
        held = step?.standing ?? held;
        return step?.news ?? [];
      });
    };
    const again: LifecycleEvent = { kind: "retried" };
    const refused: LifecycleEvent = { kind: "refused", failure: "name_refused" };
    const blocked = observed("blocked", "");
    expect(run([refused, again, refused, again, refused])).toEqual(["failed"]);
    expect(run([refused, again, blocked, again, blocked, again, observed("moved", "")])).toEqual([
      "failed",
      "failed",
      "moved",
    ]);
    const on = observed("active", "active");
    expect(run([blocked, again, on, blocked])).toEqual(["failed", "active", "failed"]);
  });

  test("that a certificate runs out is told thirty days before, once of each", () => {
    const end = now + 30 * day;
    const of = (at: number): LifecycleEvent =>
      observed("active", "active", { certificateExpiresAt: new Date(at).toISOString() });
    expect(told(standing("active"), of(end + 1))).toEqual([null, null]);
    const first = afterEvent(standing("active"), of(end), now);
    expect(first).toMatchObject({ audit: null, news: "certificate_expiring", standing: { expiryTold: end } });
    if (first === null) throw new Error("Nothing came of it");
    expect(told(first.standing, of(end), now + day)).toEqual([null, null]);
    expect(told(first.standing, of(end + 60 * day), now + day)).toEqual([null, null]);
    expect(told(first.standing, of(end + 60 * day), now + 60 * day)).toEqual([null, "certificate_expiring"]);
    expect(told(standing("active"), observed("active", "active", { certificateExpiresAt: "no time" }))).toEqual([
      null,
      null,
    ]);
  });

  test("what Cloudflare refuses for now is said and waited for, and what it refuses for good is an error", () => {
    for (const failure of hostnameFailures) {
      const step = afterEvent(standing("pending_cloudflare"), { kind: "refused", failure }, now);
      const passes = passingFailures.some((one) => one === failure);
      expect(step).toMatchObject({
        audit: passes ? null : "hostname.failed",
        news: passes ? null : "failed",
        standing: { state: passes ? "pending_cloudflare" : "error", failure },
      });
    }
    const sentences = ["This name is on a list."];
    const refused = { kind: "refused", failure: "name_refused", sentences } as const;
    const failed = afterEvent(standing("pending_cloudflare"), refused, now)?.standing;
    expect(failed).toMatchObject({ state: "error", refusal: sentences });
    if (failed === undefined) throw new Error("Nothing came of it");
    expect(afterEvent(failed, { kind: "retried" }, now)?.standing.refusal).toBe(null);
    expect(afterEvent(failed, observed("pending", "validation_timed_out"), now)?.standing.refusal).toBe(null);
    // Once it is there, it was taken after all.
    const waiting = standing("pending_cloudflare", { failure: "quota_exceeded" });
    expect(afterEvent(waiting, observed("pending", "initializing"), now)?.standing.failure).toBe(null);
    expect(afterEvent(waiting, nothingThere, now)?.standing.failure).toBe("quota_exceeded");
  });
});

describe("time", () => {
  test("a record is waited for until its two weeks are over, and not a millisecond less", () => {
    const from = standing("awaiting_txt");
    expect(stateAfter(from, { kind: "expired" }, since + proofPatienceMilliseconds - 1)).toBe("-");
    expect(stateAfter(from, { kind: "expired" }, since + proofPatienceMilliseconds)).toBe("released");
    // A clock that was set back.
    expect(stateAfter(from, { kind: "expired" }, since - day)).toBe("-");
  });

  test("a name that was lost is kept for thirty days, however often it fails another way, and then given up", () => {
    const over = since + lossPatienceMilliseconds;
    for (const state of ["error", "moved"] as const) {
      const lost = standing(state, { purgedAt: since });
      expect(stateAfter(lost, { kind: "expired" }, over - 1)).toBe("-");
      expect(stateAfter(lost, { kind: "expired" }, since - day)).toBe("-");
      const given = afterEvent(lost, { kind: "expired" }, over)?.standing;
      // As after a removal: Cloudflare is told, and the name cools.
      expect(given).toMatchObject({ state: "deleted", stateSince: over, purgedAt: null });
    }
    const words = [observed("blocked", ""), observed("moved", "active"), observed("active", "active"), nothingThere];
    const flapped = Array.from({ length: 29 }, (_, index) => words[index % words.length] ?? nothingThere).reduce(
      (held, event, index) => afterEvent(held, event, since + index * day)?.standing ?? held,
      standing("moved"),
    );
    expect(stateAfter(flapped, { kind: "expired" }, over)).toBe("deleted");
    const tried = afterEvent(standing("moved"), { kind: "retried" }, over - 1)?.standing;
    if (tried === undefined) throw new Error("Nothing came of it");
    expect(stateAfter(tried, { kind: "expired" }, over - 2 + lossPatienceMilliseconds)).toBe("-");
    expect(stateAfter(tried, { kind: "expired" }, over - 1 + lossPatienceMilliseconds)).toBe("deleted");
  });

  test("who has shown a name a day ago has to show it again to be served there the first time: it may be another's", () => {
    const good = observed("active", "active");
    const over = since + proofValidityMilliseconds;
    const pending = standing("pending_cloudflare");
    expect(stateAfter(pending, good, over)).toBe("active");
    expect(afterEvent(pending, good, over + 1)).toMatchObject({
      standing: { state: "pending_cloudflare", provenAt: since },
      audit: null,
      news: null,
    });
    expect(stateAfter(pending, shown(good), over + 1)).toBe("active");
    // Seen once more on the way, which counts for a day again; however the certificate is to be validated.
    const seen = afterEvent(pending, shown(observed("pending", "pending_validation")), over)?.standing;
    if (seen === undefined) throw new Error("Nothing came of it");
    expect(stateAfter(seen, good, over + proofValidityMilliseconds)).toBe("active");
    expect(stateAfter(seen, good, over + proofValidityMilliseconds + 1)).toBe("pending_cloudflare");
    // Tried again is shown again.
    const tried = afterEvent(standing("error"), { kind: "retried" }, over + day)?.standing;
    if (tried === undefined) throw new Error("Nothing came of it");
    expect(stateAfter(tried, good, over + day)).toBe("active");
    // What has been served goes by Cloudflare's word alone.
    expect(stateAfter(standing("pending_cloudflare", { activatedAt: since }), good, over + 100 * day)).toBe("active");
  });

  test("what is under way is given up after thirty days without its record", () => {
    const expired: LifecycleEvent = { kind: "expired" };
    const pending = standing("pending_cloudflare");
    const end = since + lossPatienceMilliseconds;
    expect(stateAfter(pending, expired, end - 1)).toBe("-");
    expect(stateAfter(pending, expired, end)).toBe("deleted");
    const seen = afterEvent(pending, shown(nothingThere), since + 10 * day)?.standing;
    if (seen === undefined) throw new Error("Nothing came of it");
    expect(stateAfter(seen, expired, end + 10 * day - 1)).toBe("-");
    expect(stateAfter(seen, expired, end + 10 * day)).toBe("deleted");
    // Served for long without its record, and interrupted now: its time begins now.
    const interrupted = standing("pending_cloudflare", { provenAt: since - 300 * day, activatedAt: since - 300 * day });
    expect(stateAfter(interrupted, expired, end - 1)).toBe("-");
  });

  test("a name is kept for its time after the removal, and for as long as Cloudflare has something of it", () => {
    const over = since + coolingMilliseconds;
    expect(stateAfter(standing("deleted", { purgedAt: since + 1 }), { kind: "cooled" }, over - 1)).toBe("-");
    expect(stateAfter(standing("deleted", { purgedAt: since + 1 }), { kind: "cooled" }, over)).toBe("released");
    expect(stateAfter(standing("deleted"), { kind: "cooled" }, over + 100 * day)).toBe("-");
  });

  test("a registration that appears after the removal was purged has to be purged before the name is free", () => {
    const purged = afterEvent(standing("deleted"), { kind: "purged" }, now)?.standing;
    expect(purged).toMatchObject({ state: "deleted", stateSince: since, purgedAt: now, registration: null });
    if (purged === undefined) throw new Error("Nothing came of it");
    const again = afterEvent(purged, observed("pending", "initializing"), now + 1)?.standing;
    expect(again).toMatchObject({ state: "deleted", purgedAt: null, registration: { status: "pending" } });
    if (again === undefined) throw new Error("Nothing came of it");
    expect(stateAfter(again, { kind: "cooled" }, since + 100 * day)).toBe("-");
    expect(afterEvent(again, nothingThere, now + 2)?.standing.purgedAt).toBe(now + 2);
    // A repeated purge does not begin anew.
    expect(afterEvent(purged, { kind: "purged" }, now + 5)?.standing.purgedAt).toBe(now);
  });
});

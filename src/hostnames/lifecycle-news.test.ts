import { describe, expect, test } from "vitest";
import { hostnameFailures, passingFailures } from "./hostname.ts";
import { afterEvent, type HostnameStanding, type LifecycleEvent } from "./lifecycle.ts";
import { day, nothingThere, now, observed, since, standing } from "./lifecycle-fixture.ts";

describe("what is taken down of it", () => {
  const told = (from: HostnameStanding, event: LifecycleEvent, at = now) => {
    const step = afterEvent(from, event, at);
    return [step?.audit ?? null, step?.news ?? null];
  };

  /** What admins are mailed when all of that happens to one that is under way. */
  const mailed = (many: readonly LifecycleEvent[]) => {
    let held = standing("pending_cloudflare");
    return many.flatMap((event) => {
      const step = afterEvent(held, event, now);
      held = step?.standing ?? held;
      return step?.news ?? [];
    });
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
    const on = observed("active", "active");
    const off = observed("pending", "pending_validation");
    expect(mailed([on, off, on, off, on])).toEqual(["active"]);
    expect(mailed([on, observed("moved", "active"), { kind: "retried" }, off, on, off, on])).toEqual([
      "active",
      "moved",
      "active",
    ]);
    expect(mailed([on, observed("active", "expired"), on])).toEqual(["active", "failed"]);
    expect(mailed([on, observed("active", "expired"), on, { kind: "retried" }, on])).toEqual([
      "active",
      "failed",
      "active",
    ]);
  });

  test("trying again in vain is not mailed again, another reason is", () => {
    const again: LifecycleEvent = { kind: "retried" };
    const refused: LifecycleEvent = { kind: "refused", failure: "name_refused" };
    const blocked = observed("blocked", "");
    expect(mailed([refused, again, refused, again, refused])).toEqual(["failed"]);
    expect(mailed([refused, again, blocked, again, blocked, again, observed("moved", "")])).toEqual([
      "failed",
      "failed",
      "moved",
    ]);
    const on = observed("active", "active");
    expect(mailed([blocked, again, on, blocked])).toEqual(["failed", "active", "failed"]);
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

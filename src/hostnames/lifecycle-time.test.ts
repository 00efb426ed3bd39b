import { describe, expect, test } from "vitest";
import {
  coolingMilliseconds,
  lossPatienceMilliseconds,
  proofPatienceMilliseconds,
  proofValidityMilliseconds,
} from "./hostname.ts";
import { afterEvent, type LifecycleEvent } from "./lifecycle.ts";
import { day, nothingThere, now, observed, shown, since, standing, stateAfter } from "./lifecycle-fixture.ts";

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

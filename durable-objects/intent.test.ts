import { describe, expect, test } from "vitest";
import type { Change, Snapshot } from "../src/gatekeeper/contract.ts";
import { isSsoRequired, statusInForce, type StoredIntent } from "./intent.ts";

const snapshot = (status: Snapshot["status"]) => ({ status }) as Snapshot;
const stored = (change: Change, unknown: boolean) => ({ intent: { change }, unknown }) as StoredIntent;
const suspend = { kind: "suspend", reason: "x" } as const;

test("what a change with an unknown outcome takes away is in force", () => {
  expect(statusInForce(snapshot("active"), stored(suspend, true))).toBe("suspended");
  expect(statusInForce(snapshot("active"), stored({ kind: "delete" }, true))).toBe("deleted");
  expect(statusInForce(snapshot("suspended"), stored({ kind: "delete" }, true))).toBe("deleted");
});

test("what it grants is not", () => {
  expect(statusInForce(snapshot("suspended"), stored({ kind: "restore" }, true))).toBe("suspended");
});

test("a change that is still on its way, or none, leaves the status as it is", () => {
  expect(statusInForce(snapshot("active"), stored(suspend, false))).toBe("active");
  expect(statusInForce(snapshot("active"), null)).toBe("active");
  expect(statusInForce(snapshot("deleted"), stored(suspend, true))).toBe("deleted");
});

describe("single sign-on", () => {
  const policy = (enforceSso: boolean) => ({ enforceSso }) as Snapshot;
  const turning = (enabled: boolean): Change => ({
    kind: "sso-enforcement",
    enabled,
    expectedVersion: null,
    endPasswordSessions: false,
    actorRole: "owner",
  });

  test("is required while it may have been turned on, and while it may not have been turned off", () => {
    expect(isSsoRequired(policy(false), stored(turning(true), true))).toBe(true);
    expect(isSsoRequired(policy(true), stored(turning(false), true))).toBe(true);
  });

  test("is required as Postgres has it while a change is on its way, or none is", () => {
    expect(isSsoRequired(policy(false), stored(turning(true), false))).toBe(false);
    expect(isSsoRequired(policy(true), null)).toBe(true);
    expect(isSsoRequired(policy(false), stored(suspend, true))).toBe(false);
  });
});

import { expect, test } from "vitest";
import type { Change, Snapshot } from "../src/gatekeeper/contract.ts";
import { statusInForce, type StoredIntent } from "./intent.ts";

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

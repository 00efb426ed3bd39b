import { describe, expect, test } from "vitest";
import type { Change, Snapshot } from "../src/gatekeeper/contract.ts";
import type { LifecycleStatus } from "../src/hostnames/hostname.ts";
import type { HostnameEvent } from "../src/hostnames/lifecycle.ts";
import { hostsInForce, isSsoRequired, snapshotInForce, statusInForce, type StoredIntent } from "./intent.ts";

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

describe("a host", () => {
  const customHosts = [
    { id: "hst_1", hostname: "one.test" },
    { id: "hst_2", hostname: "two.test" },
  ];
  const served = { hosts: ["one.test", "acme.app.test", "two.test"], customHosts } as unknown as Snapshot;
  const removal = { kind: "hostname-remove", hostnameId: "hst_1", expectedVersion: 1, actorRole: "owner" } as const;
  const heard = (event: HostnameEvent, state: LifecycleStatus = "active"): Change => ({
    kind: "hostname-event",
    hostnameId: "hst_2",
    basis: { state, challenge: "x" },
    event,
  });
  const seen = (status: string): HostnameEvent => {
    const registration = { id: "cf", hostname: "two.test", status, sslStatus: "active", method: "http" };
    return { kind: "observed", registration: { ...registration, certificateExpiresAt: null, records: [], errors: [] } };
  };

  test("that may have been removed, or taken away by Cloudflare, is not served until Postgres has said", () => {
    expect(hostsInForce(served, stored(removal, true))).toEqual(["acme.app.test", "two.test"]);
    for (const event of [seen("moved"), seen("pending"), { kind: "observed", registration: null } as const]) {
      expect(hostsInForce(served, stored(heard(event), true))).toEqual(["one.test", "acme.app.test"]);
    }
  });

  test("is served while nothing that happens to it takes it away, or the change is still on its way", () => {
    expect(hostsInForce(served, stored(removal, false))).toBe(served.hosts);
    expect(hostsInForce(served, null)).toBe(served.hosts);
    for (const change of [heard(seen("active")), heard(seen("moved"), "error"), heard({ kind: "purged" }), suspend]) {
      expect(hostsInForce(served, stored(change, true))).toEqual(served.hosts);
    }
  });

  test("that may have gone is in no configuration that is handed out, which leads nobody there and is no version's", () => {
    const leading = { ...served, configVersion: 7, redirectsToPrimary: true } as const;
    const without = snapshotInForce(leading, stored(removal, true));
    expect(without).toMatchObject({ configVersion: 0, hosts: ["acme.app.test", "two.test"] });
    expect(without).not.toHaveProperty("redirectsToPrimary");
    // Where another one may have gone, people are still led to the primary one.
    const other = snapshotInForce(leading, stored(heard(seen("moved")), true));
    expect(other).toMatchObject({ hosts: ["one.test", "acme.app.test"], redirectsToPrimary: true });
    for (const held of [null, stored(removal, false), stored(suspend, true)]) {
      expect(snapshotInForce(leading, held)).toBe(leading);
    }
  });

  test("that is not there cannot be taken away, and nor is any other in its place", () => {
    const without = { hosts: ["acme.app.test"] } as unknown as Snapshot;
    expect(hostsInForce(without, stored(removal, true))).toEqual(["acme.app.test"]);
  });
});

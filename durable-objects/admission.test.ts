import { describe, expect, test } from "vitest";
import type { Credential } from "../src/gatekeeper/contract.ts";
import { decideAdmission, type Standing } from "./admission.ts";
import type { SessionRecord } from "./session-record.ts";

const host = "acme.app.gatehouse.example";
const now = 1_000_000;
const sessionLimits = { idle: 100_000, lifetime: 1_000_000_000 };
const standing: Standing = { status: "active", hosts: [host, "app.acme.com"], sessionVersion: 500, sessionLimits };
const record: SessionRecord = {
  session: {
    id: "ses_1",
    userId: "usr_1",
    email: "max@acme.test",
    name: "Max",
    role: "member",
    host,
    method: "password",
    createdAt: 0,
    expiresAt: now + 1,
    lastSeenAt: now - 1,
    address: null,
    userAgent: null,
  },
  asOf: 600,
  epoch: 550,
  closedAs: null,
};
const cookie: Credential = { kind: "cookie", tokenHash: "hash" };
const token: Credential = { kind: "token", sessionId: "ses_1", userId: "usr_1", sessionVersion: 500, epoch: 550 };

function limited(limits: Partial<Standing["sessionLimits"]>): Partial<Standing> {
  return { sessionLimits: { ...sessionLimits, ...limits } };
}

function verdict(change: {
  host?: string;
  credential?: Credential;
  record?: Partial<SessionRecord> | null;
  standing?: Partial<Standing>;
  now?: number;
}): string {
  const found = change.record === null ? null : { ...record, ...change.record };
  const question = { host: change.host ?? host, credential: change.credential ?? cookie };
  const decided = decideAdmission(question, found, { ...standing, ...change.standing }, change.now ?? now);
  return decided.admitted ? "admitted" : decided.refusal;
}

test("an open session is admitted with the versions its tokens must carry", () => {
  const decided = decideAdmission({ host, credential: cookie }, record, standing, now);
  expect(decided).toEqual({ admitted: true, session: record.session, sessionVersion: 500, epoch: 550 });
  expect(verdict({ credential: token })).toBe("admitted");
});

describe("the host is asked first, then the organization, then the credential", () => {
  test.each([
    ["a host of somebody else", { host: "globex.app.gatehouse.example" }, "host_moved"],
    ["a deleted organization", { standing: { status: "deleted" } }, "host_moved"],
    ["a host of somebody else while suspended", { host: "x", standing: { status: "suspended" } }, "host_moved"],
    ["a suspended organization", { standing: { status: "suspended" } }, "suspended"],
    ["a suspended organization and no session", { standing: { status: "suspended" }, record: null }, "suspended"],
    ["no session", { record: null }, "signed_out"],
    ["another host of the same organization", { host: "app.acme.com" }, "signed_out"],
    ["a closed session", { record: { closedAs: "session_revoked" } }, "session_revoked"],
    ["a session below the organization's version", { standing: { sessionVersion: 601 } }, "org_revoked"],
    ["a session at the organization's version", { standing: { sessionVersion: 600 } }, "admitted"],
    ["a session below its user's epoch", { record: { epoch: 601 } }, "user_revoked"],
    ["a session at its user's epoch", { record: { epoch: 600 } }, "admitted"],
    ["a session at its expiry", { now: now + 1 }, "expired"],
    ["a session older than its tenant allows", { standing: limited({ lifetime: now - 1_000 }) }, "expired"],
    ["a session unused for as long as its tenant allows", { standing: limited({ idle: 1 }) }, "idle"],
    ["a session used a moment sooner", { standing: limited({ idle: 2 }) }, "admitted"],
    [
      "a session both revoked and unused",
      { standing: { ...limited({ idle: 1 }), sessionVersion: 601 } },
      "org_revoked",
    ],
  ] as const)("%s", (_, change, outcome) => {
    expect(verdict(change)).toBe(outcome);
  });
});

describe("a token's versions must be equal, not merely high enough", () => {
  test.each([
    ["an older sessionVersion", { sessionVersion: 499 }, "org_revoked"],
    ["a newer sessionVersion", { sessionVersion: 501 }, "org_revoked"],
    ["an older epoch", { epoch: 549 }, "user_revoked"],
    ["a newer epoch", { epoch: 551 }, "user_revoked"],
    ["somebody else's session", { userId: "usr_2" }, "signed_out"],
  ] as const)("%s", (_, change, outcome) => {
    expect(verdict({ credential: { ...token, ...change } })).toBe(outcome);
  });

  test("and its session must be open", () => {
    expect(verdict({ credential: token, record: null })).toBe("signed_out");
    expect(verdict({ credential: token, record: { closedAs: "signed_out" } })).toBe("signed_out");
  });
});

test("a credential of a kind only newer callers know is refused", () => {
  expect(verdict({ credential: { kind: "passport" } as unknown as Credential })).toBe("signed_out");
});

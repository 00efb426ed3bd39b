import { describe, expect, test } from "vitest";
import type { OpenSessionCommand } from "../src/gatekeeper/contract.ts";
import { decideOpening, type OpeningFacts } from "./opening.ts";

const now = 1_000_000;
const command: OpenSessionCommand = {
  session: {
    id: "ses_1",
    userId: "usr_1",
    email: "max@acme.test",
    name: "Max",
    role: "member",
    host: "acme",
    method: "password",
    createdAt: now,
    expiresAt: now + 1_000,
    address: null,
    userAgent: null,
  },
  tokenHash: "hash",
  asOf: 600,
};
const facts: OpeningFacts = {
  standing: {
    status: "active",
    hosts: ["acme"],
    sessionVersion: 600,
    passwordVersion: 0,
    ssoRequired: false,
    sessionLimits: { idle: 1e9, lifetime: 1e9 },
  },
  revision: 600,
  epoch: 0,
  sameId: null,
  closedBefore: false,
  loggedOutAt: 0,
  hostLeftAt: 0,
  role: "member",
  tokenTaken: false,
};
const same = {
  session: { ...command.session, lastSeenAt: now },
  tokenHash: "hash",
  asOf: 600,
  epoch: 0,
  closedAs: null,
};

test("a sign-in that began at the present versions opens its session", () => {
  expect(decideOpening(command, facts, now)).toBe("open");
  expect(decideOpening(command, { ...facts, epoch: 600 }, now)).toBe("open");
});

describe("a sign-in is refused", () => {
  test.each([
    ["when the organization was revoked after it began", { standing: { ...facts.standing, sessionVersion: 601 } }],
    ["when the user was revoked after it began", { epoch: 601 }],
    ["when its provider has signed it out after it began", { loggedOutAt: 601 }],
    ["when its host was taken away after it began, although it is back", { hostLeftAt: 601 }],
    ["when password sessions were ended after it began", { standing: { ...facts.standing, passwordVersion: 601 } }],
    ["when its id was closed before it opened", { closedBefore: true }],
    ["when its token belongs to another session", { tokenTaken: true, tokenHash: "hash" }],
    ["when it names a revision that was never handed out", { revision: 599 }],
  ])("%s", (_, change) => {
    expect(decideOpening(command, { ...facts, ...change }, now)).toBe("revoked");
  });

  test("when its session would be expired", () => {
    expect(decideOpening(command, facts, now + 1_000)).toBe("revoked");
  });

  test.each([
    ["suspended", { status: "suspended" }, "suspended"],
    ["deleted", { status: "deleted" }, "host_moved"],
    ["not on this host", { hosts: ["globex"] }, "host_moved"],
  ] as const)("when the organization is %s", (_, change, outcome) => {
    expect(decideOpening(command, { ...facts, standing: { ...facts.standing, ...change } }, now)).toBe(outcome);
  });
});

describe("where single sign-on is required", () => {
  const required = { ...facts, standing: { ...facts.standing, passwordVersion: 601, ssoRequired: true } };
  const by = (method: OpenSessionCommand["session"]["method"]) => ({
    ...command,
    session: { ...command.session, method },
  });

  test.each(["password", "invitation"] as const)("a %s opens nothing", (method) => {
    expect(decideOpening(by(method), required, now)).toBe("sso_required");
  });

  test.each(["sso", "recovery"] as const)("%s does", (method) => {
    expect(decideOpening(by(method), required, now)).toBe("open");
  });
});

describe("the same session a second time", () => {
  test("is open already", () => {
    expect(decideOpening(command, { ...facts, sameId: same, tokenTaken: true }, now)).toBe("already_open");
  });

  test.each([
    ["with another token", { tokenHash: "other" }],
    ["of another user", { session: { ...same.session, userId: "usr_2" } }],
    ["after it was closed", { closedAs: "session_revoked" as const }],
    ["after its user was revoked", { epoch: 601 }],
  ])("%s does not open", (_, change) => {
    expect(decideOpening(command, { ...facts, sameId: { ...same, ...change }, tokenTaken: true }, now)).toBe("revoked");
  });
});

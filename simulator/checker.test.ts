import { describe, expect, test } from "vitest";
import { check } from "./checker.ts";
import type { Accident, Act, Admission, Ending, History, Request, SignIn } from "./history.ts";
import { promisesOf } from "./play.ts";

const admission: Admission = { configVersion: 1, sessionVersion: 10, epoch: 0, role: "member", settings: "Acme" };

/** Mia signs in at 100; everything else is up to the test. */
const signIn: SignIn = {
  id: "in_1",
  user: "usr_mia",
  session: "ses_1",
  firstStep: { invokedAt: 100, answeredAt: 110 },
  outcome: "opened",
  invokedAt: 100,
  answeredAt: 110,
};

function request(id: string, invokedAt: number, outcome: Request["outcome"] = admission): Request {
  const answeredAt = invokedAt + 5;
  return { id, credential: "cookie", session: "ses_1", user: "usr_mia", invokedAt, answeredAt, outcome };
}

function act(deed: Act["deed"], invokedAt: number, more: Partial<Act> = {}): Act {
  return { id: `act_${invokedAt}`, deed, outcome: "acknowledged", invokedAt, answeredAt: invokedAt + 20, ...more };
}

/** Everything as it was at first. */
const quiet: Ending = {
  sso: "optional",
  probes: [],
  audit: [],
  status: "active",
  roles: new Map([
    ["usr_olga", "owner"],
    ["usr_adam", "admin"],
    ["usr_mia", "member"],
    ["usr_max", "member"],
  ]),
  settings: "Acme",
  records: new Map([["ses_1", "open"]]),
};

const ended = { audit: [{ act: "act_300", event: "user.sessions_revoked" }], records: new Map([["ses_1", "revoked"]]) };

function propertiesBrokenIn(history: Partial<History>): string[] {
  const nothing = { signIns: [signIn], requests: [], acts: [], accidents: [], ending: null };
  const violations = check({ ...nothing, ...history }, promisesOf({ leases: "always" }));
  return [...new Set(violations.map(({ property }) => property))];
}

const endMia = act({ kind: "end-user", user: "usr_mia" }, 300);

test("a history in which everything was kept breaks nothing", () => {
  const requests = [request("req_1", 200), request("req_2", 400, "refused")];
  const ending = { ...quiet, ...ended, probes: [request("req_3", 900, "refused")] } as Ending;
  expect(propertiesBrokenIn({ requests, acts: [endMia], ending })).toEqual([]);
});

describe("“revoked” is broken", () => {
  const late = request("req_1", 400);

  test("by a request that is sent after the acknowledgement and admitted", () => {
    expect(propertiesBrokenIn({ requests: [late], acts: [endMia] })).toEqual(["revoked"]);
  });

  test("but not by one that was sent before it, however late its answer", () => {
    const early = { ...request("req_1", 319), answeredAt: 5_000 };
    expect(propertiesBrokenIn({ requests: [early], acts: [endMia] })).toEqual([]);
  });

  test("but not without an acknowledgement", () => {
    const acts = [{ ...endMia, outcome: "unknown", answeredAt: null } satisfies Act];
    expect(propertiesBrokenIn({ requests: [late], acts })).toEqual([]);
  });

  test("but not for a session whose sign-in began later", () => {
    const signIns = [{ ...signIn, firstStep: { invokedAt: 305, answeredAt: 330 } }];
    expect(propertiesBrokenIn({ signIns, requests: [late], acts: [endMia] })).toEqual([]);
  });

  test("for a session whose sign-in had begun, however late it was completed", () => {
    const signIns = [{ ...signIn, answeredAt: 390 }];
    expect(propertiesBrokenIn({ signIns, requests: [late], acts: [endMia] })).toEqual(["revoked"]);
  });

  test("but not for the session that was to be kept", () => {
    const acts = [act({ kind: "end-user", user: "usr_mia", except: "ses_1" }, 300)];
    expect(propertiesBrokenIn({ requests: [late], acts })).toEqual([]);
  });

  test("after the answer that there was nothing more to end", () => {
    const acts = [act({ kind: "end-session", session: "ses_1" }, 300, { outcome: "gone" })];
    expect(propertiesBrokenIn({ requests: [late], acts })).toEqual(["revoked"]);
  });

  test("after the answer that the organization is suspended already", () => {
    const acts = [act({ kind: "suspend" }, 300, { outcome: "gone" })];
    expect(propertiesBrokenIn({ requests: [late], acts })).toEqual(["revoked"]);
  });

  test("but not if somebody had suspended it behind the gatekeeper's back", () => {
    const before = act({ kind: "suspend" }, 250, { isBehindTheBack: true });
    const acts = [before, act({ kind: "suspend" }, 300, { outcome: "gone" })];
    expect(propertiesBrokenIn({ requests: [late], acts })).toEqual([]);
  });

  test("by a sign-in with a password that a reset has replaced, whenever it began", () => {
    const signIns = [{ ...signIn, secret: "old", firstStep: { invokedAt: 350, answeredAt: 360 } }];
    const acts = [act({ kind: "reset-password", user: "usr_mia", secret: "new" }, 300)];
    expect(propertiesBrokenIn({ signIns, requests: [late], acts })).toEqual(["revoked"]);
  });

  test("but not while a backup is being restored", () => {
    const accidents: Accident[] = [{ kind: "storage-restored", at: 350, until: 500 }];
    expect(propertiesBrokenIn({ requests: [late], acts: [endMia], accidents })).toEqual([]);
  });

  test("after storage was lost like before", () => {
    const accidents: Accident[] = [{ kind: "storage-lost", at: 350, until: 350 }];
    expect(propertiesBrokenIn({ requests: [late], acts: [endMia], accidents })).toEqual(["revoked"]);
  });
});

describe("“versions” is broken", () => {
  const later = { ...admission, sessionVersion: 9 };

  test("by one that is lower than what was answered before the request was sent", () => {
    expect(propertiesBrokenIn({ requests: [request("req_1", 200), request("req_2", 2_000, later)] })).toEqual([
      "versions",
    ]);
  });

  test("but not for as long as a lease may repeat it", () => {
    expect(propertiesBrokenIn({ requests: [request("req_1", 200), request("req_2", 1_200, later)] })).toEqual([]);
  });
});

describe("“configuration” is broken", () => {
  test("by an admission with a role that had been replaced", () => {
    const acts = [act({ kind: "change-role", user: "usr_mia", role: "admin" }, 300)];
    expect(propertiesBrokenIn({ requests: [request("req_1", 400)], acts })).toEqual(["configuration"]);
    const admin = { ...admission, role: "admin" } as const;
    expect(propertiesBrokenIn({ requests: [request("req_1", 400, admin)], acts })).toEqual([]);
  });

  test("by settings that nobody has made", () => {
    const strange = { ...admission, settings: "Strange" };
    expect(propertiesBrokenIn({ requests: [request("req_1", 400, strange)] })).toEqual(["configuration"]);
  });

  test("but not by either of two while nobody knows which it is", () => {
    const acts = [act({ kind: "change-settings", settings: "New" }, 300, { outcome: "unknown", answeredAt: null })];
    const requests = [request("req_1", 400), request("req_2", 500, { ...admission, settings: "New" })];
    expect(propertiesBrokenIn({ requests, acts })).toEqual([]);
  });
});

describe("“atomic” is broken", () => {
  const unknown = { ...endMia, outcome: "unknown", answeredAt: null } satisfies Act;

  test("by an act that left its row in the audit log and a session open", () => {
    const ending = { ...quiet, ...ended, probes: [request("req_1", 900)] } as Ending;
    expect(propertiesBrokenIn({ acts: [unknown], ending })).toEqual(["atomic"]);
  });

  test("but not by a suspension behind the gatekeeper's back that was lifted there at the same time", () => {
    const behind = { isBehindTheBack: true };
    const acts = [act({ kind: "restore" }, 299, behind), act({ kind: "suspend" }, 300, behind)];
    expect(propertiesBrokenIn({ acts, ending: { ...quiet, probes: [request("req_1", 900)] } })).toEqual([]);
    const before = [act({ kind: "restore" }, 200, behind), act({ kind: "suspend" }, 300, behind)];
    const ending = { ...quiet, status: "suspended", probes: [request("req_1", 900)] } as const;
    expect(propertiesBrokenIn({ acts: before, ending })).toContain("atomic");
  });

  test("by an act that ended a session and left no row", () => {
    const ending = { ...quiet, probes: [request("req_1", 900, "refused")] };
    expect(propertiesBrokenIn({ acts: [unknown], ending })).toEqual(["atomic"]);
  });

  test("by a session that has ended and is open on record", () => {
    const ending = { ...quiet, audit: ended.audit, probes: [request("req_1", 900, "refused")] };
    expect(propertiesBrokenIn({ acts: [endMia], ending })).toEqual(["atomic"]);
  });

  test("by an act that stands in the audit log twice", () => {
    const ending = { ...quiet, ...ended, audit: [...ended.audit, ...ended.audit] } as Ending;
    expect(propertiesBrokenIn({ acts: [endMia], ending })).toEqual(["atomic"]);
  });

  test("by a record that is not what the acts have made it", () => {
    expect(propertiesBrokenIn({ ending: { ...quiet, status: "suspended" } })).toEqual(["atomic"]);
  });
});

describe("“kept” is broken", () => {
  test("by a session that nothing has ended and that is refused", () => {
    expect(propertiesBrokenIn({ ending: { ...quiet, probes: [request("req_1", 900, "refused")] } })).toEqual(["kept"]);
  });

  test("by an acknowledged act that is not in the audit log", () => {
    const ending = { ...quiet, records: ended.records, probes: [request("req_1", 900, "refused")] } as Ending;
    expect(propertiesBrokenIn({ acts: [endMia], ending })).toEqual(["kept"]);
  });
});

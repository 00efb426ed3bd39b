import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adminRoutes } from "../src/admin/routes.ts";
import { classOf, platformEvents, tenantEvents } from "../src/audit/event.ts";
import { serverRoutes } from "../src/server/routes.ts";
import { configurationActs } from "./audit-configuration.ts";
import { operatorRouteEvents, otherEvents, tenantRouteEvents, type Declared } from "./audit-events.ts";
import { hostnameActs, operatedHostnameActs } from "./audit-hostnames.ts";
import { signOnActs } from "./audit-sign-on.ts";
import type { CallOptions, Client, Json, Reply } from "./client.ts";
import { afterLooks, newAskingTenant } from "./hostname-world.ts";
import {
  accept,
  eventually,
  mailTo,
  newMember,
  newTenant,
  operator,
  password,
  signIn,
  visitor,
  type Tenant,
} from "./world.ts";

const agent = "Mozilla/5.0 (completeness)";
const as: CallOptions = { headers: { "user-agent": agent } };

/** What was seen: `method path` and an event. */
const seen = new Set<string>();

let tenant: Tenant;
let root: Client;
beforeAll(async () => {
  tenant = await newTenant("whole");
  root = await operator();
});
afterAll(afterLooks);

interface Expected {
  readonly event: string;
  readonly actor: "user" | "operator" | "anonymous" | "system";
  /** Null where there is nobody and nothing that it could name. */
  readonly target: string | null;
}

/** Checks that a request has left exactly these rows in a log, with everything a row has. */
async function leaves(
  route: string,
  reply: Reply,
  log: { readonly client: Client; readonly path: string },
  expected: readonly Expected[],
): Promise<Json[]> {
  const requestId = reply.headers.get("x-request-id");
  expect(requestId, reply.text).toMatch(/^req_/);
  const rows: Json[] = await eventually(
    async () => (await log.client.get(`${log.path}?correlationId=${requestId}&limit=100`)).json.items,
    (items) => items.length >= expected.length,
  );
  expect(rows).toHaveLength(expected.length);
  for (const { event, actor, target } of expected) {
    const row = rows.find((one) => one.event === event);
    const { category, outcome, severity } = classOf(event) ?? {};
    expect(row).toMatchObject({
      category,
      outcome,
      severity,
      requestId,
      correlationId: requestId,
      userAgent: agent,
      address: expect.stringMatching(/^[\d.:a-f]+$/),
      at: expect.stringMatching(/Z$/),
      actor: { type: actor },
      target: target === null ? null : { type: target, id: expect.stringMatching(/./) },
    });
    expect(row.actor.id === null, event).toBe(actor === "anonymous");
    const declared = classOf(event)?.data ?? {};
    for (const [name, field] of Object.entries(declared)) {
      if (!field.optional) expect(row.data, `${event} ${name}`).toHaveProperty([name]);
    }
    seen.add(`${route} ${event}`);
  }
  return rows;
}

const own = () => ({ client: tenant.owner, path: "/api/org/audit-logs" });
const platforms = () => ({ client: root, path: "/api/admin/audit-logs" });

describe("what people do at a tenant's door", () => {
  test("signing in and out, and failing to", async () => {
    const route = "post /api/auth/sign-in/email";
    const member = await newMember(tenant);
    const door = await visitor(tenant.host);
    const right = await door.post("/api/auth/sign-in/email", { email: member.email, password }, as);
    await leaves(route, right, own(), [{ event: "user.signed_in", actor: "user", target: "session" }]);
    const out = await door.post("/api/auth/sign-out", {}, as);
    await leaves("post /api/auth/sign-out", out, own(), [{ event: "user.signed_out", actor: "user", target: "user" }]);
    for (const email of [member.email, "nobody@nowhere.test"]) {
      const wrong = await door.post("/api/auth/sign-in/email", { email, password: "wrong horse" }, as);
      const failed = { event: "user.sign_in_failed", actor: "anonymous", target: "user" } as const;
      const [row] = await leaves(route, wrong, own(), [failed]);
      expect(row.target.name).toBe(email === member.email ? email : "n***@n***.test");
      expect(row.data.reason).toBe(email === member.email ? "wrong_password" : "unknown_address");
    }
  });

  test("failing too often", async () => {
    const strict = await newTenant("strict");
    const { headers } = await strict.owner.get("/api/org/settings");
    const wanted = { accountFailureLimit: 3, addressFailureLimit: 10 };
    const ifMatch = { headers: { "if-match": headers.get("etag") } };
    expect((await strict.owner.patch("/api/org/settings", wanted, ifMatch)).status).toBe(200);
    const log = { client: strict.owner, path: "/api/org/audit-logs" };
    const door = await visitor(strict.host);
    const attempt = (email: string) => door.post("/api/auth/sign-in/email", { email, password: "wrong" }, as);
    for (let tries = 0; tries < 3; tries += 1) await attempt("guessed@people.test");
    const route = "post /api/auth/sign-in/email";
    await leaves(route, await attempt("guessed@people.test"), log, [
      { event: "user.locked_out", actor: "anonymous", target: "user" },
    ]);
    for (let tries = 0; tries < 7; tries += 1) await attempt(`sprayed${tries}@people.test`);
    await leaves(route, await attempt("sprayed@people.test"), log, [
      { event: "address.blocked", actor: "anonymous", target: "address" },
    ]);
  });

  test("choosing a new password, and trying the link again: the ended sessions carry the request that ended them", async () => {
    const member = await newMember(tenant);
    const door = await visitor(tenant.host);
    const asked = await door.post("/api/auth/request-password-reset", { email: member.email }, as);
    await leaves("post /api/auth/request-password-reset", asked, own(), [
      { event: "password.reset_requested", actor: "anonymous", target: "user" },
    ]);
    const mail = await mailTo(member.email, ({ text }) => String(text).includes("reset-password"));
    const token = /[?&#]token=([^\s&]+)/.exec(String(mail.text))?.[1];
    const body = { token, newPassword: "a brand new passphrase" };
    const route = "post /api/auth/reset-password";
    await leaves(route, await door.post("/api/auth/reset-password", body, as), own(), [
      { event: "password.reset", actor: "user", target: "user" },
      { event: "user.sessions_revoked", actor: "user", target: "user" },
    ]);
    const again = await door.post("/api/auth/reset-password", body, as);
    expect(again.status).toBe(410);
    await leaves(route, again, own(), [{ event: "password.reset_refused", actor: "anonymous", target: null }]);
  });

  test("accepting an invitation, and trying to once more", async () => {
    const email = `guest-${Date.now()}@people.test`;
    const invited = await tenant.owner.post("/api/org/invitations", { email, role: "member" }, as);
    await leaves("post /api/org/invitations", invited, own(), [
      { event: "invitation.created", actor: "user", target: "invitation" },
    ]);
    const door = await visitor(tenant.host);
    const path = `/api/invitations/accept/${invited.json.id}`;
    const route = "post /api/invitations/accept/{invitationId}";
    await leaves(route, await door.post(path, { name: "Gast", password }, as), own(), [
      { event: "invitation.accepted", actor: "user", target: "invitation" },
      { event: "user.signed_in", actor: "user", target: "session" },
    ]);
    const again = await door.post(path, { name: "Gast", password }, as);
    expect(again.status).toBe(410);
    await leaves(route, again, own(), [{ event: "invitation.refused", actor: "anonymous", target: "invitation" }]);
  });
});

test("what people do by an identity provider, and past it", async () => {
  for await (const { route, reply, reader, rows } of signOnActs(as)) {
    await leaves(route, reply, { client: reader, path: "/api/org/audit-logs" }, rows);
  }
});

test("what admins do to single sign-on", async () => {
  for await (const { route, reply, reader, rows } of configurationActs(as)) {
    await leaves(route, reply, { client: reader, path: "/api/org/audit-logs" }, rows);
  }
});

test("what admins do to hostnames", async () => {
  for await (const { route, reply, reader, rows } of hostnameActs(as)) {
    await leaves(route, reply, { client: reader, path: "/api/org/audit-logs" }, rows);
  }
});

describe("what members and admins do", () => {
  test("with invitations, sessions, members, settings and the log", async () => {
    const { owner } = tenant;
    const member = await newMember(tenant);
    const elsewhere = await signIn(tenant.host, member.email);
    const session = (await elsewhere.get("/api/me")).json.session.id;
    const invited = await owner.post("/api/org/invitations", { email: `w-${Date.now()}@people.test`, role: "admin" });
    const settings = await owner.get("/api/org/settings");
    const ifMatch = { headers: { "user-agent": agent, "if-match": settings.headers.get("etag") } };
    const acts: readonly [string, () => Promise<Reply>, string, string][] = [
      [
        "delete /api/org/invitations/{id}",
        () => owner.delete(`/api/org/invitations/${invited.json.id}`, as),
        "invitation.revoked",
        "invitation",
      ],
      [
        "delete /api/sessions/{id}",
        () => member.client.delete(`/api/sessions/${session}`, as),
        "session.revoked",
        "session",
      ],
      [
        "post /api/sessions/revoke-others",
        () => member.client.post("/api/sessions/revoke-others", {}, as),
        "user.sessions_revoked",
        "user",
      ],
      [
        "patch /api/org/members/{id}",
        () => owner.patch(`/api/org/members/${member.id}`, { role: "admin" }, as),
        "member.role_changed",
        "user",
      ],
      [
        "post /api/org/members/{id}/sessions/revoke-all",
        () => owner.post(`/api/org/members/${member.id}/sessions/revoke-all`, {}, as),
        "user.sessions_revoked",
        "user",
      ],
      [
        "delete /api/org/members/{id}",
        () => owner.delete(`/api/org/members/${member.id}`, as),
        "member.removed",
        "user",
      ],
      [
        "patch /api/org/settings",
        () => owner.patch("/api/org/settings", { appName: "Whole" }, ifMatch),
        "settings.updated",
        "settings",
      ],
      [
        "get /api/org/audit-logs/export",
        () => owner.get("/api/org/audit-logs/export?format=csv", as),
        "audit-logs.exported",
        "audit-logs",
      ],
    ];
    for (const [route, act, event, target] of acts) {
      await leaves(route, await act(), own(), [{ event, actor: "user", target }]);
    }
  });

  test("ending every session of the organization", async () => {
    const short = await newTenant("short");
    const reply = await short.owner.post("/api/org/sessions/revoke-all", {}, as);
    const log = { client: await signIn(short.host, short.ownerEmail), path: "/api/org/audit-logs" };
    await leaves("post /api/org/sessions/revoke-all", reply, log, [
      { event: "tenant.sessions_revoked", actor: "user", target: "organization" },
    ]);
  });
});

describe("what operators do", () => {
  test("to a tenant stands in both logs, under their name", async () => {
    const slug = `both${Date.now().toString(36)}`;
    const primaryAdminEmail = `owner@${slug}.test`;
    const made = await root.post("/api/admin/tenants", { slug, name: "Both", primaryAdminEmail }, as);
    const owner = await accept(`${slug}.app.localhost`, made.json.invitationId, "Olivia");
    const id: string = made.json.orgId;
    const theirs = { client: owner, path: "/api/org/audit-logs" };
    const created = { event: "tenant.created", actor: "operator", target: "organization" } as const;
    const invitation = { event: "invitation.created", actor: "operator", target: "invitation" } as const;
    const both = async (route: string, reply: Reply, expected: readonly Expected[]) => {
      const [ours] = await leaves(route, reply, platforms(), expected);
      expect(ours.data).toMatchObject({ organizationId: id });
      if (theirs.client.cookies.size === 0) return;
      const [copy] = await leaves(route, reply, theirs, expected);
      expect(copy.actor).toEqual(ours.actor);
    };
    await both("post /api/admin/tenants", made, [created, invitation]);
    const path = `/api/admin/tenants/${id}`;
    const email = `more@${slug}.test`;
    const invited = await root.post(`${path}/invitations`, { email, role: "member" }, as);
    await both("post /api/admin/tenants/{id}/invitations", invited, [invitation]);

    const on = (event: string): Expected[] => [{ event, actor: "operator", target: "organization" }];
    const ended = await root.post(`${path}/sessions/revoke-all`, { reason: "Drill" }, as);
    theirs.client.cookies.clear();
    await both("post /api/admin/tenants/{id}/sessions/revoke-all", ended, on("tenant.sessions_revoked"));
    const suspended = await root.post(`${path}/suspend`, { reason: "Drill" }, as);
    await both("post /api/admin/tenants/{id}/suspend", suspended, on("tenant.suspended"));
    const restored = await root.post(`${path}/restore`, {}, as);
    await both("post /api/admin/tenants/{id}/restore", restored, on("tenant.restored"));
    const back = { client: await signIn(`${slug}.app.localhost`, primaryAdminEmail), path: theirs.path };
    for (const [reply, event] of [
      [ended, "tenant.sessions_revoked"],
      [suspended, "tenant.suspended"],
      [restored, "tenant.restored"],
    ] as const) {
      await leaves(`post ${path}`, reply, back, on(event));
    }
    const deleted = await root.delete(path, as);
    await both("delete /api/admin/tenants/{id}", deleted, on("tenant.deleted"));
  });

  test("to a tenant's hostnames stands in both logs, under their name", async () => {
    const named = await newAskingTenant("operated");
    const theirs = { client: named.owner, path: "/api/org/audit-logs" };
    for await (const { route, reply, events } of operatedHostnameActs(named, root, as)) {
      const targetOf = (event: string) => (event === "hostname.primary_changed" ? "organization" : "hostname");
      const expected = events.map((event) => ({ event, actor: "operator", target: targetOf(event) }) as const);
      const rows = await leaves(route, reply, platforms(), expected);
      for (const row of rows) expect(row.data).toMatchObject({ organizationId: named.id });
      const copies = await leaves(route, reply, theirs, expected);
      for (const copy of copies) expect(copy.actor).toEqual(rows[0].actor);
    }
  });

  test("among themselves, and who is refused", async () => {
    const email = `colleague-${Date.now()}@gatehouse.test`;
    const stranger = await operator(email);
    const me = "get /api/admin/me";
    const refused = await stranger.get("/api/admin/me", as);
    expect(refused.json.code).toBe("ENROLLMENT_REQUIRED");
    const event = "admin.access_refused";
    const [row] = await leaves(me, refused, platforms(), [{ event, actor: "anonymous", target: null }]);
    expect([row.actor.name, row.data]).toEqual([email, { reason: "not_enrolled" }]);
    // A console that asks on and on is one entry.
    await stranger.get("/api/admin/tenants", as);
    expect((await root.get(`/api/admin/audit-logs?event=${event}&search=${email}`)).json.items).toHaveLength(1);

    const on = (name: string): Expected[] => [{ event: name, actor: "operator", target: "operator" }];
    const invited = await root.post("/api/admin/global-admins", { email, role: "support" }, as);
    await leaves("post /api/admin/global-admins", invited, platforms(), on("admin.invited"));
    const enrollWith = (token: string) =>
      stranger.get("/api/admin/me", { headers: { "user-agent": agent, "x-admin-enrollment-token": token } });
    await leaves(me, await enrollWith("not-the-token"), platforms(), [
      { event: "admin.enrollment_refused", actor: "anonymous", target: null },
    ]);
    const enrolled = await enrollWith(invited.json.enrollmentToken);
    await leaves(me, enrolled, platforms(), on("admin.enrolled"));
    const named = await stranger.patch("/api/admin/profile", { name: "Colleague" }, as);
    await leaves("patch /api/admin/profile", named, platforms(), on("admin.profile_updated"));
    const id = enrolled.json.id;
    const gone = await root.post(`/api/admin/global-admins/${id}/deactivate`, {}, as);
    await leaves("post /api/admin/global-admins/{id}/deactivate", gone, platforms(), on("admin.deactivated"));
    const kept = await stranger.get("/api/admin/me", as);
    const [again] = await leaves(me, kept, platforms(), [{ event, actor: "anonymous", target: null }]);
    expect(again.data).toEqual({ reason: "deactivated" });
    const reissued = await root.post(`/api/admin/global-admins/${id}/reissue-enrollment`, {}, as);
    const reissue = "post /api/admin/global-admins/{id}/reissue-enrollment";
    await leaves(reissue, reissued, platforms(), on("admin.enrollment_reissued"));
    const exported = await root.get("/api/admin/audit-logs/export?format=csv&event=tenant.created", as);
    await leaves("get /api/admin/audit-logs/export", exported, platforms(), [
      { event: "admin.audit_logs_exported", actor: "operator", target: null },
    ]);
  });
});

/* Last: what the tests above have seen is held against what the routes declare, and that against the route tables. */
describe("every route", () => {
  const declarations: readonly [
    string,
    readonly { method: string; path: string }[],
    Readonly<Record<string, Declared>>,
  ][] = [
    ["of the tenant API", serverRoutes, tenantRouteEvents],
    ["of the operator API", adminRoutes, operatorRouteEvents],
  ];

  test.each(declarations)("%s that changes something says what it writes into the audit log", (_, routes, declared) => {
    const there = routes.map(({ method, path }) => `${method} ${path}`);
    expect(there.filter((route) => !route.startsWith("get ") && !Object.hasOwn(declared, route))).toEqual([]);
    expect(Object.keys(declared).filter((route) => !there.includes(route))).toEqual([]);
  });

  test.each(declarations)("%s was seen to write every event that it declares", (_, _routes, declared) => {
    const promised = Object.entries(declared).flatMap(([route, events]) =>
      typeof events === "string" ? [] : events.map((event) => `${route} ${event}`),
    );
    expect(promised.filter((one) => !seen.has(one))).toEqual([]);
  });

  test("together with what no request causes says every event there is", () => {
    const declared = [tenantRouteEvents, operatorRouteEvents].flatMap((all) => Object.values(all).flat());
    const known = new Set<string>([...declared, ...Object.keys(otherEvents)]);
    expect([...tenantEvents, ...platformEvents].filter((event) => !known.has(event))).toEqual([]);
  });
});

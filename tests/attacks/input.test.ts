import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeCursor } from "../../src/http/page.ts";
import { refusal } from "../admin-world.ts";
import { accept, mailTo, newMember, newTenant, password, signIn, visitor, type Tenant } from "../world.ts";

/*
 * What a request carries besides who sends it: ids, cursors, versions and bodies that nobody's app would send.
 */

let a: Tenant;
let b: Tenant;
beforeAll(async () => {
  a = await newTenant("inputa");
  b = await newTenant("inputb");
});

const oddIds = [
  "null",
  "undefined",
  "NaN",
  "0",
  "-1",
  "__proto__",
  "constructor",
  "toString",
  "..",
  "%2e%2e",
  "..%2f..%2fme",
  "%00",
  "x%00y",
  "%0d%0aset-cookie:%20x=y",
  "*",
  "%25",
  "usr_%25",
  "' or '1'='1",
  "x'; drop table users; --",
  '{"$ne":null}',
  "%f0%9f%90%a8",
  "%ed%a0%80",
  "\u212aelvin",
  "x".repeat(101),
  "x".repeat(4_000),
];

describe("an id", () => {
  test.each(oddIds)("of %j names nobody's member, session or invitation, and breaks nothing", async (id) => {
    const path = encodeURI(id).replaceAll("%25", "%");
    const replies = [
      await a.owner.get(`/api/org/members/${path}/sessions`),
      await a.owner.patch(`/api/org/members/${path}`, { role: "member" }),
      await a.owner.delete(`/api/org/members/${path}`),
      await a.owner.post(`/api/org/members/${path}/sessions/revoke-all`),
      await a.owner.delete(`/api/sessions/${path}`),
      await a.owner.delete(`/api/org/invitations/${path}`),
      await (await visitor(a.host)).get(`/api/invitations/${path}`),
    ];
    for (const reply of replies) {
      expect([400, 404], reply.text).toContain(reply.status);
      expect(reply.setCookies).toEqual([]);
    }
    expect((await a.owner.get("/api/me")).status).toBe(200);
  });

  test("of another kind is none: a user's where a session's belongs, an organization's everywhere", async () => {
    const member = await newMember(a);
    const session = (await member.client.get("/api/sessions")).json.items[0].id;
    for (const id of [a.id, b.id, session, a.slug, a.ownerEmail]) {
      expect((await a.owner.delete(`/api/org/members/${id}`)).status, id).toBe(404);
    }
    for (const id of [a.id, member.id, member.email]) {
      expect((await a.owner.delete(`/api/sessions/${id}`)).status, id).toBe(404);
    }
    expect((await member.client.get("/api/me")).status).toBe(200);
  });
});

describe("a cursor made by hand", () => {
  const lists = ["/api/org/members", "/api/org/invitations", "/api/org/audit-logs"];
  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  test("shows one's own rows wherever it points, and none of anybody else's", async () => {
    const foreign = (await a.owner.get("/api/org/members?limit=1")).json.items[0];
    for (const at of ["1970-01-01T00:00:00Z", "2999-12-31T23:59:59.999999Z", foreign.createdAt]) {
      for (const id of [foreign.id, a.id, "0", "zzzz"]) {
        for (const list of lists) {
          const reply = await b.owner.get(`${list}?limit=100&cursor=${encodeCursor({ at, id })}`);
          expect(reply.status, reply.text).toBe(200);
          expect(reply.text).not.toContain(a.id);
          expect(reply.text).not.toContain(a.ownerEmail);
        }
      }
    }
  });

  test.each<[string, unknown]>([
    ["of no page", []],
    ["of a time that is none", ["now()", "x"]],
    ["of SQL", ["2026-01-01' or '1'='1", "x"]],
    ["of SQL behind the time", ["2026-01-01T00:00:00Z", "' or true --"]],
    ["of an endless id", ["2026-01-01T00:00:00Z", "x".repeat(101)]],
    ["of infinity", ["infinity", "x"]],
    ["of a day that is not in the calendar", ["2026-02-30T00:00:00Z", "x"]],
    ["of another year than Postgres counts", ["0000-01-01T00:00:00Z", "x"]],
    ["of an object", { at: "2026-01-01T00:00:00Z", id: "x", organizationId: "org_x" }],
    ["of a third part", ["2026-01-01T00:00:00Z", "x", "org_x"]],
    ["of a NUL", ["2026-01-01T00:00:00Z", "x\0"]],
    ["of nested arrays", [["2026-01-01T00:00:00Z"], ["x"]]],
  ])("%s is refused", async (_, value) => {
    for (const list of lists) {
      expect(refusal(await b.owner.get(`${list}?cursor=${raw(value)}`))).toEqual([400, "INVALID_REQUEST"]);
    }
  });
});

describe("a version", () => {
  test.each([
    "*",
    'W/"1"',
    '"1", "2"',
    '"01"',
    '"-1"',
    '"1e0"',
    '"0x1"',
    '" 1"',
    "1",
    '""',
    '"9999999999999999"',
    '"1"\u00a0',
  ])("of If-Match: %s changes nothing", async (header) => {
    const { version } = (await a.owner.get("/api/org/settings")).json;
    const reply = await a.owner
      .patch("/api/org/settings", { appName: "Taken over" }, { headers: { "if-match": header } })
      .catch(() => null);
    if (reply !== null) expect([400, 412], reply.text).toContain(reply.status);
    expect((await a.owner.get("/api/org/settings")).json).toMatchObject({ version });
  });
});

describe("a body", () => {
  const polluting = [
    '{"__proto__":{"role":"owner"},"email":"p@p.test","role":"member"}',
    '{"constructor":{"prototype":{"role":"owner"}},"email":"p@p.test","role":"member"}',
    '{"email":"p@p.test","role":"member","toString":"x"}',
    '{"email":{"__proto__":"x"},"role":"member"}',
  ];

  test.each(polluting)("of %s pollutes nothing and is refused", async (raw) => {
    expect(refusal(await a.owner.post("/api/org/invitations", undefined, { raw }))).toEqual([400, "INVALID_REQUEST"]);
    expect((await (await visitor(a.host)).get("/api/me")).json.code).toBe("SIGNED_OUT");
  });

  test("that says a field twice is judged by what it will do: an admin makes no owner by it", async () => {
    const admin = await newMember(a, "admin");
    const raws = [
      '{"email":"twice@p.test","role":"member","role":"owner"}',
      '{"email":"twice@p.test","role":"owner","role":"member"}',
    ];
    const statuses: number[] = [];
    for (const raw of raws) {
      const reply = await admin.client.post("/api/org/invitations", undefined, { raw });
      statuses.push(reply.status);
      if (reply.status === 201) expect(reply.json.role).toBe("member");
    }
    expect(statuses).toEqual([403, 201]);
  });

  test.each<[string, unknown]>([
    ["an array of addresses", { email: ["a@a.test", "b@b.test"], password }],
    ["a query", { email: { $ne: null }, password: { $ne: null } }],
    ["numbers", { email: 1, password: 2 }],
    ["nothing", null],
    ["a list", []],
    ["text", "email=a&password=b"],
    ["an address with a tenant", { email: "owner@a.test", password, organizationId: "org_x" }],
    ["a chosen user", { email: "owner@a.test", password, userId: "usr_x", rememberMe: true }],
    ["a NUL in the address", { email: "a\0@a.test", password }],
    ["half a character", { email: "a@a.test", password: `${password}\ud800` }],
  ])("of a sign-in with %s signs nobody in", async (_, body) => {
    const reply = await (await visitor(a.host)).post("/api/auth/sign-in/email", body);
    expect([reply.status, reply.json?.code, reply.setCookies.length]).toEqual([400, "INVALID_REQUEST", 0]);
  });

  test.each([
    "application/json; charset=utf-16",
    "application/jsonx",
    "text/json",
    "application/json, text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
  ])("sent as %s is not read as something else", async (type) => {
    const raw = JSON.stringify({ email: a.ownerEmail, password });
    const options = { raw, headers: { "content-type": type } };
    const reply = await (await visitor(a.host)).post("/api/auth/sign-in/email", undefined, options);
    if (type.startsWith("application/json;")) expect(reply.status).toBe(200);
    else expect([403, 415], reply.text).toContain(reply.status);
  });

  test("that is packed is not unpacked, however much of it there is inside", async () => {
    const raw = gzipSync(JSON.stringify({ email: a.ownerEmail, password, padding: "x".repeat(50_000_000) }));
    expect(raw.length).toBeLessThan(64 * 1024);
    const headers = { "content-encoding": "gzip" };
    const reply = await (await visitor(a.host)).post("/api/auth/sign-in/email", undefined, { raw, headers });
    expect([400, 413, 415], reply.text).toContain(reply.status);
  });

  test("that is too deep or too long is refused before it is looked at", async () => {
    const deep = `{"email":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
    const long = JSON.stringify({ email: "a@a.test", password: "x".repeat(70_000) });
    const client = await visitor(a.host);
    expect((await client.post("/api/auth/sign-in/email", undefined, { raw: deep })).status).toBe(400);
    expect((await client.post("/api/auth/sign-in/email", undefined, { raw: long })).status).toBe(413);
  });
});

describe("an address", () => {
  test("is one account however it is written: capitals find it, and look-alikes make no second one", async () => {
    const local = `kate.${Date.now()}`;
    const email = `${local}@people.test`;
    const written = [email.toUpperCase(), ` ${email} `];
    // The Kelvin sign becomes a plain k when it is made small: it is refused before it can.
    const lookAlike = `\u212a${email.slice(1)}`;
    expect((await a.owner.post("/api/org/invitations", { email: lookAlike, role: "member" })).status).toBe(400);
    const { id } = (await a.owner.post("/api/org/invitations", { email: written[0], role: "member" })).json;
    for (const same of written) {
      const again = await a.owner.post("/api/org/invitations", { email: same, role: "member" });
      expect(refusal(again), same).toEqual([409, "INVITATION_PENDING"]);
    }
    const mail = await mailTo(email);
    expect(mail.to).toBe(email);
    await accept(a.host, id, "Kate");
    for (const same of written) {
      expect((await (await signIn(a.host, same)).get("/api/me")).json.user.email, same).toBe(email);
    }
  });

  test.each([
    "eve@evil.test,{email}",
    "{email}\r\nbcc: eve@evil.test",
    "{email}%0abcc:eve@evil.test",
    "<eve@evil.test> {email}",
    "eve@evil.test {email}",
  ])("of %j is none: nobody else is sent what is mailed to somebody", async (template) => {
    const email = template.replace("{email}", a.ownerEmail);
    const client = await visitor(a.host);
    expect((await client.post("/api/auth/request-password-reset", { email })).status).toBe(400);
    expect((await a.owner.post("/api/org/invitations", { email, role: "member" })).status).toBe(400);
  });
});

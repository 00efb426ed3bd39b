import { beforeAll, describe, expect, test } from "vitest";
import { accept, mailTo, newMember, newTenant, operator, password, tokenOf, visitor, type Tenant } from "./world.ts";

let a: Tenant;
let b: Tenant;
beforeAll(async () => {
  a = await newTenant("isoa");
  b = await newTenant("isob");
});

describe("what tenant A issued is worth nothing on tenant B's host", () => {
  test("a cookie: refused, and its session on A goes on", async () => {
    const thief = a.owner.at(b.host);
    expect((await thief.get("/api/me")).status).toBe(401);
    expect((await a.owner.get("/api/me")).status).toBe(200);
  });

  test("a cookie sent by a script with B's own Origin", async () => {
    const reply = await a.owner.at(b.host).post("/api/org/sessions/revoke-all");
    expect(reply.status).toBe(401);
    expect((await b.owner.get("/api/me")).status).toBe(200);
  });

  test("a JWT", async () => {
    const headers = { authorization: `Bearer ${await tokenOf(a.owner)}` };
    expect((await (await visitor(a.host)).get("/api/me", { headers })).status).toBe(200);
    const reply = await (await visitor(b.host)).get("/api/me", { headers });
    expect([reply.status, reply.json.code]).toEqual([401, "TOKEN_INVALID"]);
  });

  test("an invitation, which still works at home", async () => {
    const invited = await a.owner.post("/api/org/invitations", { email: "iso@people.test", role: "member" });
    const { id } = invited.json;
    const client = await visitor(b.host);
    const nonexistent = `inv_${"0".repeat(40)}`;
    for (const path of [`/api/invitations/${id}`, `/api/invitations/${nonexistent}`]) {
      expect((await client.get(path)).status).toBe(404);
    }
    const foreign = await client.post(`/api/invitations/accept/${id}`, { name: "Eve", password });
    const missing = await client.post(`/api/invitations/accept/${nonexistent}`, { name: "Eve", password });
    expect(foreign.status).toBe(404);
    expect({ ...foreign.json, requestId: "" }).toEqual({ ...missing.json, requestId: "" });
    expect((await b.owner.delete(`/api/org/invitations/${id}`)).status).toBe(404);
    await accept(a.host, id, "Iso");
  });

  test("a reset link, which still works at home", async () => {
    await (await visitor(a.host)).post("/api/auth/request-password-reset", { email: a.ownerEmail });
    const mail = await mailTo(a.ownerEmail, (one) => one.text.includes("/reset-password"));
    const token = new URL(/https?:\/\/\S+\/reset-password\S*/.exec(mail.text)?.[0] ?? "").searchParams.get("token");
    const body = { token, newPassword: password };
    expect((await (await visitor(b.host)).post("/api/auth/reset-password", body)).status).toBe(404);
    expect((await (await visitor(a.host)).post("/api/auth/reset-password", body)).status).toBe(200);
    const again = await (await visitor(a.host)).post("/api/auth/sign-in/email", { email: a.ownerEmail, password });
    expect(again.status).toBe(200);
    for (const cookie of again.setCookies) {
      const [pair = ""] = cookie.split(";");
      a.owner.cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
  });

  test("a member's id, a session's id", async () => {
    const member = await newMember(a);
    const { id: sessionId } = (await member.client.get("/api/sessions")).json.items[0];
    expect((await b.owner.patch(`/api/org/members/${member.id}`, { role: "admin" })).status).toBe(404);
    expect((await b.owner.delete(`/api/org/members/${member.id}`)).status).toBe(404);
    expect((await b.owner.delete(`/api/sessions/${sessionId}`)).status).toBe(404);
    expect((await member.client.get("/api/me")).json.role).toBe("member");
  });
});

test("the same person in two tenants is two accounts with two passwords", async () => {
  const email = "twice@people.test";
  const inA = await newMember(a, "member", email);
  const inB = await newMember(b, "member", email);
  expect(inA.id).not.toBe(inB.id);
  await a.owner.delete(`/api/org/members/${inA.id}`);
  expect((await inA.client.get("/api/me")).status).toBe(401);
  expect((await inB.client.get("/api/me")).status).toBe(200);
});

test("lists show the tenant's own rows and no others", async () => {
  for (const path of ["/api/org/members", "/api/org/invitations", "/api/org/audit-logs"]) {
    const text = (await b.owner.get(`${path}?limit=100`)).text;
    expect(text).not.toContain(a.ownerEmail);
    expect(text).not.toContain(a.id);
  }
});

test("an operator has no tenant session: Access opens nothing on a tenant's host", async () => {
  const ops = await operator();
  const reply = await ops.at(a.host).get("/api/me");
  expect(reply.status).toBe(401);
  const assertion = await ops.at(a.host).get("/api/admin/tenants");
  expect(assertion.status).toBe(404);
});

test("a tenant's cookie and token open nothing on the admin host", async () => {
  const client = a.owner.at("admin.localhost");
  expect((await client.get("/api/admin/me")).status).toBe(401);
  const headers = { authorization: `Bearer ${await tokenOf(a.owner)}` };
  expect((await (await visitor("admin.localhost")).get("/api/admin/me", { headers })).status).toBe(401);
});

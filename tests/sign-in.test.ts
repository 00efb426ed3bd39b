import { beforeAll, describe, expect, test } from "vitest";
import { auditWith, newTenant, password, signIn, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("signin");
});

const credentials = () => ({ email: tenant.ownerEmail, password });

describe("signing in", () => {
  test("sets one host-only cookie and shows no session token anywhere else", async () => {
    const client = await visitor(tenant.host);
    const reply = await client.post("/api/auth/sign-in/email", credentials());
    expect(reply.status).toBe(200);
    expect(reply.setCookies).toHaveLength(1);
    const [cookie = ""] = reply.setCookies;
    expect(cookie).toMatch(/^__Host-gatehouse\.session_token=/);
    for (const attribute of ["HttpOnly", "Secure", "Path=/", "SameSite=Lax"]) {
      expect(cookie.toLowerCase()).toContain(attribute.toLowerCase());
    }
    expect(cookie.toLowerCase()).not.toContain("domain=");
    const token = decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)).split(".")[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    expect(reply.text).not.toContain(token);
    expect((await client.get("/api/auth/get-session")).text).not.toContain(token);
    expect((await client.get("/api/sessions")).text).not.toContain(token);
  });

  test("says who is signed in, where, and what they may do", async () => {
    const me = await (await signIn(tenant.host, tenant.ownerEmail)).get("/api/me");
    expect(me.json).toEqual({
      user: { id: expect.stringMatching(/^usr_/), email: tenant.ownerEmail, name: "Olivia Owner" },
      organization: { id: tenant.id, slug: tenant.slug, name: expect.any(String) },
      role: "owner",
      permissions: expect.arrayContaining(["members:read", "audit-logs:read", "organization-sessions:revoke"]),
      session: {
        id: expect.stringMatching(/^ses_/),
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
        method: "password",
      },
    });
  });

  test("ignores the case of the address", async () => {
    await signIn(tenant.host, tenant.ownerEmail.toUpperCase());
  });

  test("with a wrong password and with an unknown address is refused alike", async () => {
    const client = await visitor(tenant.host);
    const wrong = await client.post("/api/auth/sign-in/email", { ...credentials(), password: "wrong horse battery" });
    const unknown = await client.post("/api/auth/sign-in/email", { ...credentials(), email: "nobody@nowhere.test" });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect({ ...wrong.json, requestId: "" }).toEqual({ ...unknown.json, requestId: "" });
    expect(wrong.setCookies).toEqual([]);
    const log = await auditWith(tenant.owner, "user.sign_in_failed");
    expect(log.filter((entry) => entry.event === "user.sign_in_failed").length).toBeGreaterThanOrEqual(2);
  });

  test("works with a dead cookie in the jar: nobody is locked out", async () => {
    const client = await signIn(tenant.host, tenant.ownerEmail);
    const dead = new Map(client.cookies);
    await client.post("/api/auth/sign-out");
    const again = await visitor(tenant.host);
    for (const [name, value] of dead) again.cookies.set(name, value);
    expect((await again.get("/api/tenancy/current")).status).toBe(200);
    expect((await again.post("/api/auth/sign-in/email", credentials())).status).toBe(200);
    expect((await again.get("/api/me")).status).toBe(200);
  });

  test("leaves its mark in the audit log, with who and where", async () => {
    const client = await visitor(tenant.host);
    expect((await client.post("/api/auth/sign-in/email", credentials())).status).toBe(200);
    const log = await auditWith(tenant.owner, "user.signed_in");
    const entry = log.find((one) => one.event === "user.signed_in");
    expect(entry.actor).toMatchObject({ type: "user", id: expect.stringMatching(/^usr_/) });
    expect(entry.requestId).toMatch(/^req_/);
    expect(entry.address).toBe(client.address);
  });
});

describe("signing out", () => {
  test("ends the session for cookie and token at once and clears the cookie", async () => {
    const client = await signIn(tenant.host, tenant.ownerEmail);
    const stolen = client.at(tenant.host);
    const { token } = (await client.get("/api/auth/token")).json;
    const out = await client.post("/api/auth/sign-out");
    expect(out.status).toBe(200);
    expect(client.cookies.size).toBe(0);
    const refused = await stolen.get("/api/me");
    expect(refused.status).toBe(401);
    expect(stolen.cookies.size).toBe(0);
    const bearer = await visitor(tenant.host);
    expect((await bearer.get("/api/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });
});

describe("a request is refused", () => {
  test("without a credential, with 401 and nothing to clear", async () => {
    const reply = await (await visitor(tenant.host)).get("/api/me");
    expect([reply.status, reply.json.code, reply.setCookies.length]).toEqual([401, "SIGNED_OUT", 0]);
  });

  test("with a forged cookie, which is cleared", async () => {
    const client = await visitor(tenant.host);
    client.cookies.set("__Host-gatehouse.session_token", "forged.c2lnbmF0dXJl");
    const reply = await client.get("/api/me");
    expect(reply.status).toBe(401);
    expect(client.cookies.size).toBe(0);
  });

  test.each([
    ["a sibling tenant's page", { origin: "http://globex.app.localhost" }],
    ["a page of another site", { origin: "https://evil.example" }],
    ["no Origin", { origin: null }],
    ["a form", { "content-type": "text/plain" }],
  ])("from %s", async (_, headers) => {
    const client = await signIn(tenant.host, tenant.ownerEmail);
    const full = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value?.startsWith("http://globex") ? `${value}:${client.port}` : value,
      ]),
    );
    for (const path of ["/api/sessions/revoke-others", "/api/auth/sign-out"]) {
      const reply = await client.post(path, {}, { headers: full });
      expect([reply.status, reply.json.code]).toEqual([403, "ORIGIN_REFUSED"]);
    }
    expect((await client.get("/api/me")).status).toBe(200);
    const login = await (await visitor(tenant.host)).post("/api/auth/sign-in/email", credentials(), { headers: full });
    expect([login.status, login.json.code]).toEqual([403, "ORIGIN_REFUSED"]);
  });

  test("with an unknown field, text that is not JSON, or too much of it", async () => {
    const client = await visitor(tenant.host);
    const path = "/api/auth/sign-in/email";
    expect((await client.post(path, { ...credentials(), rememberMe: true })).status).toBe(400);
    expect((await client.call("POST", path, { raw: "{" })).status).toBe(400);
    expect((await client.call("POST", path, { raw: `"${"a".repeat(70_000)}"` })).status).toBe(413);
  });
});

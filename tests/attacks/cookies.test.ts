import { beforeAll, describe, expect, test } from "vitest";
import { sessionCookieName } from "../../src/sessions/cookie.ts";
import { newMember, newTenant, password, visitor, type Tenant } from "../world.ts";

/*
 * Sibling tenants are one site to a browser: what one's pages can plant or send at another's host must be worth nothing.
 */

let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  tenant = await newTenant("jar");
  other = await newTenant("jarb");
});

const valueOf = ({ owner }: Tenant) => owner.cookies.get(sessionCookieName) ?? "";

async function withCookie(cookie: string, path = "/api/me") {
  return (await visitor(tenant.host)).get(path, { headers: { cookie } });
}

test("the session's cookie cannot be set by a sibling, read by a script or sent in the clear", async () => {
  const client = await visitor(tenant.host);
  const reply = await client.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password });
  expect(reply.setCookies).toHaveLength(1);
  const [pair = "", ...attributes] = (reply.setCookies[0] ?? "").split(/; ?/);
  expect(pair.startsWith("__Host-")).toBe(true);
  const names = attributes.map((attribute) => attribute.toLowerCase());
  expect(names).toEqual(expect.arrayContaining(["path=/", "httponly", "secure", "samesite=lax"]));
  expect(names.some((name) => name.startsWith("domain"))).toBe(false);
});

test.each([
  sessionCookieName.replace("__Host-", ""),
  sessionCookieName.replace("__Host-", "__Secure-"),
  sessionCookieName.toLowerCase(),
  sessionCookieName.toUpperCase(),
  "better-auth.session_token",
  "__Secure-better-auth.session_token",
  `${sessionCookieName}[]`,
  `${sessionCookieName}%00`,
  `${sessionCookieName} x`,
])("a genuine value under the name %j, which a sibling could set, is no session (cookie tossing)", async (name) => {
  expect((await withCookie(`${name}=${valueOf(tenant)}`)).json.code).toBe("SIGNED_OUT");
});

describe("of two cookies of one name", () => {
  test("the first counts, and another tenant's in front is refused, not skipped", async () => {
    const [own, foreign] = [`${sessionCookieName}=${valueOf(tenant)}`, `${sessionCookieName}=${valueOf(other)}`];
    expect((await withCookie(`${foreign}; ${own}`)).json.code).toBe("SIGNED_OUT");
    expect((await withCookie(`${own}; ${foreign}`)).json.user.email).toBe(tenant.ownerEmail);
  });

  test("nobody becomes somebody by a mixture of theirs", async () => {
    const [token] = decodeURIComponent(valueOf(tenant)).split(".");
    const [, signature] = decodeURIComponent(valueOf(other)).split(".");
    for (const cookie of [
      `${sessionCookieName}=${token}; ${sessionCookieName}=${signature}`,
      `${sessionCookieName}=${token}, ${signature}`,
      `${sessionCookieName}=${valueOf(other)},${valueOf(tenant)}`,
    ]) {
      expect((await withCookie(cookie)).json.code, cookie).toBe("SIGNED_OUT");
    }
  });
});

test.each([
  ["quoted", (value: string) => `"${value}"`],
  ["encoded twice", (value: string) => encodeURIComponent(value)],
  ["with a signature twice", (value: string) => `${value}.${decodeURIComponent(value).split(".")[1]}`],
  ["with another token in front", (value: string) => `x.${value}`],
  ["in other letters", (value: string) => value.toUpperCase()],
  ["with half an escape", (value: string) => `${value}%`],
  ["with an escape of nothing", (value: string) => `${value}%zz`],
  ["with a byte that is no text", (value: string) => `%ff${value}`],
  ["with a NUL", (value: string) => `${value}%00`],
  ["cut short", (value: string) => value.slice(0, -8)],
  ["alone", () => "."],
  ["enormous", (value: string) => `${"x".repeat(6_000)}${value}`],
])("a cookie %s is refused and cleared, and breaks nothing", async (_, change) => {
  const reply = await withCookie(`${sessionCookieName}=${change(valueOf(tenant))}`);
  expect([reply.status, reply.json.code]).toEqual([401, "SIGNED_OUT"]);
  expect(reply.setCookies.join()).toContain("Max-Age=0");
});

describe("a session that an attacker has prepared (fixation)", () => {
  test("is not adopted by whoever signs in over it: they get one of their own", async () => {
    const member = await newMember(tenant);
    for (const planted of [valueOf(tenant), valueOf(other), "planted.by-an-attacker"]) {
      const victim = await visitor(tenant.host);
      victim.cookies.set(sessionCookieName, planted);
      const reply = await victim.post("/api/auth/sign-in/email", { email: member.email, password });
      expect(reply.status).toBe(200);
      expect(victim.cookies.get(sessionCookieName)).not.toBe(planted);
      expect((await victim.get("/api/me")).json.user.email).toBe(member.email);
    }
    expect((await tenant.owner.get("/api/me")).json.user.email).toBe(tenant.ownerEmail);
  });

  test("is not signed into by another page: a sibling's form and script are refused (login CSRF)", async () => {
    const credentials = { email: tenant.ownerEmail, password };
    for (const headers of [
      { origin: other.owner.origin },
      { origin: null },
      { origin: "null" },
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
    ]) {
      const reply = await (await visitor(tenant.host)).post("/api/auth/sign-in/email", credentials, { headers });
      expect([reply.status, reply.json.code, reply.setCookies.length]).toEqual([403, "ORIGIN_REFUSED", 0]);
    }
  });
});

test("no answer's body holds the session's token, which a script could send elsewhere", async () => {
  const [token = ""] = decodeURIComponent(valueOf(tenant)).split(".");
  for (const path of ["/api/me", "/api/auth/get-session", "/api/sessions", "/api/org/members", "/api/org/audit-logs"]) {
    expect((await tenant.owner.get(path)).text, path).not.toContain(token);
  }
});

test.each([
  ["in the query", "/api/me?access_token={token}&token={token}", {}],
  ["as basic authentication", "/api/me", { authorization: "Basic {token}" }],
  ["in another header", "/api/me", { "x-authorization": "Bearer {token}", "set-auth-token": "{token}" }],
  ["as a session's", "/api/me", { authorization: "Bearer {session}" }],
])(
  "a token %s is not looked at: only the Authorization header counts, and no session's token in it",
  async (_, path, headers) => {
    const { token } = (await tenant.owner.get("/api/auth/token")).json;
    const filled = (text: string) =>
      text.replaceAll("{token}", token).replaceAll("{session}", decodeURIComponent(valueOf(tenant)));
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)]));
    const reply = await (await visitor(tenant.host)).get(filled(path), { headers: sent });
    expect(reply.status).toBe(401);
  },
);

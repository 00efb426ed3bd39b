import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openAccess } from "./access.ts";
import type { LocalAccess } from "./access.ts";

const origin = "http://admin.localhost:8787";
const base = `${origin}/cdn-cgi/access`;
const email = "ops@gatehouse.test";

let access: LocalAccess;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "access-"));
  access = await openAccess(folder, { audience: "a", issuer: "https://gatehouse.cloudflareaccess.com" }, [email]);
});

async function signedIn(): Promise<string> {
  const response = await access.fetch(
    new Request(`${base}/sign-in`, { method: "POST", body: JSON.stringify({ email }) }),
  );
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

function form(fields: Record<string, string>, headers: Record<string, string> = {}): Request {
  return new Request(`${base}/sign-in`, { method: "POST", body: new URLSearchParams(fields), headers });
}

describe("coming in", () => {
  it("answers a script with the e-mail and a cookie that scripts of a page cannot read", async () => {
    const response = await access.fetch(
      new Request(`${base}/sign-in`, {
        method: "POST",
        body: JSON.stringify({ email: "Ops@Gatehouse.test" }),
        headers: { "content-type": "application/json" },
      }),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ email });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^CF_Authorization=[^;]+; Path=\/; HttpOnly;/),
    ]);
  });

  it("sends a browser on to where it wanted to go, and never to another host", async () => {
    const wanted = await access.fetch(form({ email, redirect: "/tenants?page=2" }, { origin }));
    expect([wanted.status, wanted.headers.get("location")]).toEqual([302, "/tenants?page=2"]);
    const lured = await access.fetch(form({ email, redirect: "//evil.test/" }, { origin }));
    expect([lured.status, lured.headers.get("location")]).toEqual([302, "/"]);
  });

  it("lets no other site decide who one is", async () => {
    const response = await access.fetch(form({ email }, { origin: "http://acme.app.localhost:8787" }));
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("refuses what is no e-mail address, to a script and to a browser", async () => {
    const scripted = new Request(`${base}/sign-in`, { method: "POST", body: '{"email":"nobody"}' });
    expect((await access.fetch(scripted)).status).toBe(400);
    expect((await access.fetch(new Request(scripted.url, { method: "POST", body: "null" }))).status).toBe(400);
    const shown = await access.fetch(form({ email: "nobody" }));
    expect(shown.status).toBe(400);
    expect(await shown.text()).toContain("That is not an e-mail address.");
  });

  it("writes what the address bar brings into the page as text", async () => {
    const shown = await access.fetch(new Request(`${base}/login?redirect=${encodeURIComponent('/"><script>')}`));
    expect(await shown.text()).not.toContain("<script>");
  });
});

describe("the gate", () => {
  it("lets a visitor with a session through, with a token to forward", async () => {
    const cookie = await signedIn();
    const outcome = await access.guard(
      new Request(`${origin}/api/admin/me`, { headers: { cookie: `a=b; ${cookie}` } }),
    );
    expect(outcome).toEqual({ token: cookie.slice("CF_Authorization=".length) });
  });

  it.each([
    ["a browser's navigation", { "sec-fetch-mode": "navigate" }],
    ["an old browser's navigation", { accept: "text/html,*/*" }],
  ])("sends %s without a session to the sign-in page and back", async (_what, headers) => {
    const outcome = await access.guard(new Request(`${origin}/tenants?page=2`, { headers }));
    if (!("refusal" in outcome)) throw new Error("The gate stood open");
    expect(outcome.refusal.status).toBe(302);
    expect(outcome.refusal.headers.get("location")).toBe("/cdn-cgi/access/login?redirect=%2Ftenants%3Fpage%3D2");
  });

  it.each([
    ["a script", {}, "GET"],
    ["a page's fetch", { "sec-fetch-mode": "cors", accept: "text/html" }, "GET"],
    ["a form", { "sec-fetch-mode": "navigate", accept: "text/html" }, "POST"],
    ["a WebSocket", { upgrade: "websocket", "sec-fetch-mode": "websocket" }, "GET"],
    ["a broken token", { cookie: "CF_Authorization=broken" }, "GET"],
    ["an assertion of the client's own", { "cf-access-jwt-assertion": "x" }, "GET"],
  ])("answers 401 to %s without a session", async (_what, headers, method) => {
    const outcome = await access.guard(
      new Request(`${origin}/`, { headers: headers as Record<string, string>, method }),
    );
    expect(outcome).toMatchObject({ refusal: { status: 401 } });
  });
});

describe("the rest of Access", () => {
  it("tells who is signed in, and nobody else", async () => {
    const headers = { cookie: await signedIn() };
    const known = await access.fetch(new Request(`${base}/get-identity`, { headers }));
    expect(await known.json()).toMatchObject({ email });
    expect((await access.fetch(new Request(`${base}/get-identity`))).status).toBe(401);
  });

  it("publishes its keys", async () => {
    const response = await access.fetch(new Request(`${base}/certs`));
    expect(await response.json()).toMatchObject({ keys: [{ alg: "RS256" }] });
  });

  it("takes the cookie back at logout", async () => {
    const response = await access.fetch(new Request(`${base}/logout`));
    expect(response.headers.getSetCookie()[0]).toMatch(/^CF_Authorization=;.*Max-Age=0/);
  });

  it("has nothing else", async () => {
    expect((await access.fetch(new Request(`${base}/sign-in`))).status).toBe(404);
    expect((await access.fetch(new Request(`${base}/..%2f..%2fsecrets`))).status).toBe(404);
  });
});

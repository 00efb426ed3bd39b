import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { sessionCookieName } from "../src/sessions/cookie.ts";
import type { Client, Json } from "./client.ts";
import { look, publishRecord, setCloudflare } from "./hostname-proof.ts";
import { addHostname, choosePrimary, expectSignedOut, page, uniqueHostname } from "./hostname-world.ts";
import { serve } from "./hostname-service.ts";
import { platform } from "./platform.ts";
import { ok } from "./sso-world.ts";
import { mailTo, newMember, newTenant, password, signIn, tokenOf, uniqueSlug, visitor, type Tenant } from "./world.ts";

/*
 * A tenant at hostnames of its own: everything follows the host that people use, and hosts share nothing but the tenant.
 */
let tenant: Tenant;
let portal: Json;
let other: Json;
beforeAll(async () => {
  tenant = await newTenant("served");
  portal = await serve(tenant);
  other = await serve(tenant, uniqueHostname("intern"));
});

const origin = (host: string) => `http://${host}:${platform().port}`;

describe("a session belongs to the host it began at", () => {
  test("signing in at one host leaves nobody signed in at another, whatever is carried over", async () => {
    const atPortal = await signIn(portal.hostname, tenant.ownerEmail);
    ok(await atPortal.get("/api/me"));
    for (const host of [tenant.host, other.hostname]) {
      await expectSignedOut(await visitor(host));
      const carried = atPortal.at(host);
      await expectSignedOut(carried);
      // What is refused is also taken away, there and only there.
      expect(carried.cookies.has(sessionCookieName)).toBe(false);
    }
    ok(await atPortal.get("/api/me"));
  });

  test("a cookie of the host every tenant has is nobody's at the tenant's own", async () => {
    const stolen = tenant.owner.at(portal.hostname);
    await expectSignedOut(stolen);
    const socket = new WebSocket(`ws://127.0.0.1:${platform().port}/api/live`, {
      headers: {
        host: `${portal.hostname}:${platform().port}`,
        origin: origin(portal.hostname),
        cookie: `${sessionCookieName}=${tenant.owner.cookies.get(sessionCookieName)}`,
      },
    });
    const refused = await new Promise((resolve) =>
      socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode)),
    );
    expect(refused).toBe(401);
  });

  test("the cookie has no domain, so that no other host, above or below, is ever sent it", async () => {
    const client = await visitor(portal.hostname);
    const { setCookies } = ok(await client.post("/api/auth/sign-in/email", { email: tenant.ownerEmail, password }));
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(/^__Host-[^;]+;/);
    expect(setCookies[0]).not.toMatch(/domain/i);
  });

  test("a token says which host it is for, and is refused at every other one of the same tenant", async () => {
    const atPortal = await signIn(portal.hostname, tenant.ownerEmail);
    const token = await tokenOf(atPortal);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect([claims.iss, claims.aud, claims.org.host]).toEqual([
      origin(portal.hostname),
      origin(portal.hostname),
      portal.hostname,
    ]);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    ok(await (await visitor(portal.hostname)).get("/api/me", bearer));
    for (const host of [tenant.host, other.hostname]) {
      const reply = await (await visitor(host)).get("/api/me", bearer);
      expect([reply.status, reply.json.code]).toEqual([401, "TOKEN_INVALID"]);
    }
  });

  test("signing out at one host, and ending it from another, ends that session and no other", async () => {
    const [atPortal, atOther] = [
      await signIn(portal.hostname, tenant.ownerEmail),
      await signIn(other.hostname, tenant.ownerEmail),
    ];
    const { session } = ok(await atPortal.get("/api/me")).json;
    ok(await atOther.delete(`/api/sessions/${session.id}`));
    await expectSignedOut(atPortal);
    ok(await atOther.get("/api/me"));
    ok(await atOther.post("/api/auth/sign-out"));
    ok(await tenant.owner.get("/api/me"));
  });
});

describe("what changes something", () => {
  test.each(["{slug}", "{other}", "null", "http://evil.example"])(
    "is refused at a custom host from the origin of %s, and answers it to nobody else's page",
    async (template) => {
      const from = template.replace("{slug}", origin(tenant.host)).replace("{other}", origin(other.hostname));
      const atPortal = await signIn(portal.hostname, tenant.ownerEmail);
      for (const [method, path] of [
        ["POST", "/api/sessions/revoke-others"],
        ["POST", "/api/auth/sign-in/email"],
        ["GET", "/api/me"],
        ["GET", "/api/tenancy/current"],
        ["OPTIONS", "/api/me"],
        ["OPTIONS", "/api/auth/sign-in/email"],
        ["GET", "/login"],
        ["GET", "/api/nowhere"],
      ] as const) {
        const reply = await atPortal.call(method, path, {
          ...(method === "POST" ? { body: { email: tenant.ownerEmail, password } } : {}),
          headers: {
            origin: from,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
            "access-control-request-private-network": "true",
          },
        });
        if (method === "POST") expect([reply.status, reply.json.code]).toEqual([403, "ORIGIN_REFUSED"]);
        if (method === "OPTIONS") expect(reply.status).toBeGreaterThanOrEqual(400);
        const names = [...reply.headers.keys()];
        expect(names.filter((name) => name.startsWith("access-control-") || name === "timing-allow-origin")).toEqual(
          [],
        );
        expect(reply.headers.get("cross-origin-resource-policy")).toBe("same-origin");
      }
      ok(await atPortal.get("/api/me"));
    },
  );

  test("works from the host's own pages", async () => {
    const atPortal = await signIn(portal.hostname, tenant.ownerEmail);
    ok(await atPortal.post("/api/sessions/revoke-others"));
    tenant = { ...tenant, owner: await signIn(tenant.host, tenant.ownerEmail) };
  });
});

test("answers and pages at a custom host carry the same protection, and say nothing of what stands below its name", async () => {
  const client = await visitor(portal.hostname);
  for (const reply of [
    await page(client, "/login"),
    await client.get("/api/tenancy/current"),
    await client.get("/api/x"),
  ]) {
    expect(reply.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(reply.headers.get("content-security-policy")).not.toContain("localhost");
    expect(reply.headers.get("referrer-policy")).toBe("no-referrer");
    expect(reply.headers.get("strict-transport-security")).toBe("max-age=63072000");
  }
  const own = await (await visitor(tenant.host)).get("/api/tenancy/current");
  expect(own.headers.get("strict-transport-security")).toContain("includeSubDomains");
});

describe("mails", () => {
  test("answer a reset at the host it was asked at, and its link works there", async () => {
    const member = await newMember(tenant);
    for (const host of [portal.hostname, tenant.host]) {
      const client = await visitor(host);
      ok(await client.post("/api/auth/request-password-reset", { email: member.email }));
      const mail = await mailTo(member.email, ({ text }) => text.includes(`${origin(host)}/reset-password?token=`));
      const token = /token=([\w-]+)/.exec(mail.text)?.[1];
      ok(await client.post("/api/auth/reset-password", { token, newPassword: password }));
    }
  });

  test("invite to the primary host, and the session begins there", async () => {
    await choosePrimary(tenant, portal);
    const email = `${uniqueSlug("i")}@people.test`;
    ok(await tenant.owner.post("/api/org/invitations", { email, role: "member" }), 201);
    const mail = await mailTo(email);
    const link = new URL(/http:\/\/\S+\/accept-invite\/\S+/.exec(mail.text)?.[0] ?? "");
    expect(link.host).toBe(`${portal.hostname}:${platform().port}`);
    const client = await visitor(portal.hostname);
    const id = link.pathname.split("/").at(-1);
    ok(await client.post(`/api/invitations/accept/${id}`, { name: "Nia New", password }));
    ok(await client.get("/api/me"));
    await choosePrimary(tenant, null);
  });
});

describe("the primary host", () => {
  test("is the one every tenant has until somebody chooses, and is chosen once for all who look at the same version", async () => {
    const fresh = await newTenant("primary");
    const own = { hostnameId: null, hostname: fresh.host, redirectOthers: false };
    const first = ok(await fresh.owner.get("/api/tenancy/primary-host"));
    expect([first.json, first.headers.get("etag")]).toEqual([expect.objectContaining({ version: 0, ...own }), '"0"']);
    const hostname = await serve(fresh);
    const choose = (body: object, version?: number) =>
      fresh.owner.patch("/api/tenancy/primary-host", body, {
        headers: version === undefined ? {} : { "if-match": `"${version}"` },
      });
    expect((await choose({ hostnameId: hostname.id })).status).toBe(428);
    const chosen = ok(await choose({ hostnameId: hostname.id }, 0));
    const now = { version: 1, hostnameId: hostname.id, hostname: hostname.hostname, redirectOthers: false };
    expect([chosen.json, chosen.headers.get("etag")]).toEqual([expect.objectContaining(now), '"1"']);
    const stale = await choose({ hostnameId: null }, 0);
    expect([stale.status, stale.json.code, stale.json.current]).toEqual([
      412,
      "PRECONDITION_FAILED",
      expect.objectContaining(now),
    ]);
    // What is left out stays.
    const redirecting = ok(await choose({ redirectOthers: true }, 1)).json;
    expect(redirecting).toMatchObject({ ...now, version: 2, redirectOthers: true });
    expect(ok(await fresh.owner.get("/api/tenancy/primary-host")).json).toEqual(redirecting);
    for (const body of [{}, { hostnameId: 7 }, { redirectOthers: "yes" }, { hostname: "evil.example" }]) {
      expect((await choose(body, 2)).status).toBe(400);
    }
  });

  test("is answered as it is read when it is out of service and something else of it is changed", async () => {
    const fresh = await newTenant("primary");
    const hostname = await serve(fresh);
    await choosePrimary(fresh, hostname);
    await setCloudflare(hostname.hostname, { sslStatus: "pending_validation" });
    expect((await look(fresh.owner, hostname)).lifecycleStatus).toBe("pending_cloudflare");
    const before = ok(await fresh.owner.get("/api/tenancy/primary-host"));
    const ifMatch = { headers: { "if-match": before.headers.get("etag") } };
    const changed = ok(await fresh.owner.patch("/api/tenancy/primary-host", { redirectOthers: true }, ifMatch)).json;
    expect(changed).toMatchObject({ hostnameId: hostname.id, hostname: hostname.hostname, redirectOthers: true });
    expect(ok(await fresh.owner.get("/api/tenancy/primary-host")).json).toEqual(changed);
  });

  test("is nobody's to change who may not change hostnames", async () => {
    const [member, admin] = [await newMember(tenant), await newMember(tenant, "admin")];
    expect((await member.client.get("/api/tenancy/primary-host")).status).toBe(403);
    const { headers } = ok(await admin.client.get("/api/tenancy/primary-host"));
    const ifMatch = { headers: { "if-match": headers.get("etag") } };
    const change = (client: Client) => client.patch("/api/tenancy/primary-host", { redirectOthers: false }, ifMatch);
    expect((await change(member.client)).status).toBe(403);
    ok(await change(admin.client));
  });

  test("is a host in service: no other state will do, and no other tenant's", async () => {
    const foreign = await serve(await newTenant("foreign"));
    const waiting = await addHostname(tenant.owner, uniqueHostname());
    for (const [id, status, code] of [
      [foreign.id, 404, "NOT_FOUND"],
      ["hst_000000000000000000000000", 404, "NOT_FOUND"],
      ["evil.example", 404, "NOT_FOUND"],
      [waiting.id, 409, "WRONG_STATE"],
    ] as const) {
      const { headers } = ok(await tenant.owner.get("/api/tenancy/primary-host"));
      const ifMatch = { headers: { "if-match": headers.get("etag") } };
      const reply = await tenant.owner.patch("/api/tenancy/primary-host", { hostnameId: id }, ifMatch);
      expect([reply.status, reply.json.code], id).toEqual([status, code]);
    }
  });
});

describe("pages at the other hosts", () => {
  let redirecting: Tenant;
  let primary: Json;
  let second: Json;
  beforeAll(async () => {
    redirecting = await newTenant("led");
    [primary, second] = [await serve(redirecting), await serve(redirecting)];
    await choosePrimary(redirecting, primary, true);
  });

  test.each([
    "/",
    "/login?redirect=%2Fmembers",
    "/nowhere/at/all?x=1&y=%2F",
    "//evil.example/",
    "/login?redirect=//evil.example",
  ])("lead %s to the primary host, for now and for this reader only", async (path) => {
    for (const host of [redirecting.host, second.hostname]) {
      for (const method of ["GET", "HEAD"]) {
        const reply = await page(await visitor(host), path, method);
        expect([reply.status, reply.headers.get("location")]).toEqual([302, `${origin(primary.hostname)}${path}`]);
        expect(reply.headers.get("cache-control")).toBe("no-store");
        expect(reply.headers.get("referrer-policy")).toBe("no-referrer");
        expect(reply.text).toBe("");
      }
    }
  });

  test("are not kept at an old answer by a browser that has the page already", async () => {
    const client = await visitor(primary.hostname);
    const etag = (await page(client, "/login")).headers.get("etag");
    expect(etag).toMatch(/"/);
    const headers = { accept: "text/html", "if-none-match": etag };
    expect((await (await visitor(redirecting.host)).get("/login", { headers })).status).toBe(302);
  });

  test("stay where they are when they are for the host they name", async () => {
    const client = await visitor(redirecting.host);
    for (const path of [
      "/reset-password?token=x",
      "/accept-invite/inv_x",
      "/sso/tests/flw_x",
      "/sso-failed?reason=used",
    ]) {
      expect((await page(client, path)).status, path).toBe(200);
    }
  });

  test.each(["/login?here", "/login?here=1&redirect=%2Fsso", "/recovery", "/Login/?here", "/reset%2Dpassword?token=x"])(
    "stay at %s, the way in that is left when the primary host's is shut",
    async (path) => expect((await page(await visitor(redirecting.host), path)).status).toBe(200),
  );

  test("lead nobody away who is signed in where they are, so that they can undo it", async () => {
    const client = await visitor(redirecting.host);
    const settings = "/org/settings/domains";
    expect((await page(client, settings)).status).toBe(302);
    ok(await client.post("/api/auth/sign-in/email", { email: redirecting.ownerEmail, password }));
    expect((await page(client, settings)).status).toBe(200);
    ok(await client.get("/api/tenancy/primary-host"));
    // A session of another host is none here.
    expect((await page(await visitor(second.hostname), settings)).status).toBe(302);
    ok(await client.post("/api/auth/sign-out"));
    expect((await page(client, settings)).status).toBe(302);
  });

  test("lead on whom the host does not know any more, once it has said so", async () => {
    const client = await visitor(redirecting.host);
    ok(await client.post("/api/auth/sign-in/email", { email: redirecting.ownerEmail, password }));
    const { session } = ok(await client.get("/api/me")).json;
    ok(await redirecting.owner.delete(`/api/sessions/${session.id}`));
    expect((await page(client, "/")).status).toBe(200);
    await expectSignedOut(client);
    expect((await page(client, "/")).status).toBe(302);
  });

  test("are the only thing that is led on: no call, no file and nothing that changes something", async () => {
    const client = await visitor(redirecting.host);
    ok(await client.get("/api/tenancy/current", { headers: { accept: "text/html" } }));
    const html = (await page(await visitor(primary.hostname), "/login")).text;
    const [script] = /\/assets\/[^"]+\.js/.exec(html) ?? [];
    expect((await client.get(script ?? "")).headers.get("content-type")).toContain("javascript");
    expect((await page(client, "/login", "POST")).status).toBe(404);
    ok(await client.post("/api/auth/sign-in/email", { email: redirecting.ownerEmail, password }));
    ok(await client.get("/api/me"));
  });

  test("lead nowhere at the primary host, so that nobody goes in circles", async () => {
    const client = await visitor(primary.hostname);
    for (const headers of [{}, { "x-forwarded-host": redirecting.host }]) {
      expect((await client.get("/", { headers: { accept: "text/html", ...headers } })).status).toBe(200);
    }
  });

  test("stay where they are when the tenant is suspended, and say so with their status", async () => {
    const suspended = await newTenant("quiet");
    const hostname = await serve(suspended);
    await choosePrimary(suspended, hostname, true);
    const root = await visitor("admin.localhost");
    ok(await root.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" }));
    ok(await root.post(`/api/admin/tenants/${suspended.id}/suspend`, { reason: "unpaid" }));
    for (const host of [suspended.host, hostname.hostname]) {
      const reply = await page(await visitor(host), "/login");
      expect([reply.status, reply.headers.get("location")]).toEqual([403, null]);
      expect(reply.headers.get("content-type")).toContain("text/html");
    }
    ok(await root.post(`/api/admin/tenants/${suspended.id}/restore`));
    expect((await page(await visitor(suspended.host), "/login")).status).toBe(302);
  });
});

test("a hostname that is not in service is nobody's, and its pages say so", async () => {
  const waiting = await addHostname(tenant.owner, uniqueHostname());
  for (const host of [waiting.hostname, "customers.localhost", `x.${portal.hostname}`]) {
    const client = await visitor(host);
    const reply = await client.get("/api/tenancy/current");
    expect([reply.status, reply.json.code]).toEqual([404, "TENANT_NOT_FOUND"]);
    expect((await page(client, "/login")).status).toBe(404);
  }
});

test("the first who comes after a hostname was taken into service finds it, however often it was asked for before", async () => {
  const added = await addHostname(tenant.owner, uniqueHostname());
  const client = await visitor(added.hostname);
  const askInVain = async () => {
    for (let time = 0; time < 3; time += 1) {
      const reply = await client.get("/api/tenancy/current");
      expect([reply.status, reply.json.code]).toEqual([404, "TENANT_NOT_FOUND"]);
    }
  };
  await askInVain();
  await publishRecord(added);
  expect((await look(tenant.owner, added)).lifecycleStatus).toBe("pending_cloudflare");
  await askInVain();
  await setCloudflare(added.hostname, { status: "active", sslStatus: "active" });
  expect((await look(tenant.owner, added)).lifecycleStatus).toBe("active");
  ok(await client.get("/api/tenancy/current"));
});

test("a hostname is served to whoever has proven it, and those who merely wait for it change nothing", async () => {
  const [before, after] = [await newTenant("rival"), await newTenant("rival")];
  const name = uniqueHostname();
  await addHostname(before.owner, name);
  const added = await addHostname(tenant.owner, name);
  await addHostname(after.owner, name);
  const client = await visitor(name);
  expect((await client.get("/api/tenancy/current")).status).toBe(404);
  await publishRecord(added);
  await look(tenant.owner, added);
  await setCloudflare(name, { status: "active", sslStatus: "active" });
  expect((await look(tenant.owner, added)).lifecycleStatus).toBe("active");
  expect(ok(await client.get("/api/tenancy/current")).json.slug).toBe(tenant.slug);
});

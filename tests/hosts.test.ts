import { describe, expect, test } from "vitest";
import { operator, tenantHost, uniqueSlug, visitor } from "./world.ts";

describe("a tenant is named by the Host header", () => {
  test.each(["acme.app.localhost", "ACME.App.LocalHost", "acme.app.localhost."])("%s is acme", async (host) => {
    const reply = await (await visitor(host)).get("/api/tenancy/current");
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json).toEqual({
      organizationId: expect.stringMatching(/^org_/),
      slug: "acme",
      enforceSSO: false,
      providers: [],
      branding: { appName: expect.any(String) },
    });
  });

  test("and by nothing else: no forwarded header, query or other header moves a request to another tenant", async () => {
    const client = await visitor("acme.app.localhost");
    const reply = await client.get("/api/tenancy/current?slug=globex&organizationId=globex&host=globex.app.localhost", {
      headers: {
        "x-forwarded-host": "globex.app.localhost",
        forwarded: "host=globex.app.localhost",
        "x-original-host": "globex.app.localhost",
        "x-host": "globex.app.localhost",
        "x-dev-tenant-slug": "globex",
      },
    });
    expect(reply.json.slug).toBe("acme");
  });

  test("an absolute request target does not override it", async () => {
    const reply = await (await visitor("acme.app.localhost")).get("http://globex.app.localhost/api/tenancy/current");
    expect(reply.json?.slug).not.toBe("globex");
  });
});

describe("what is no tenant is 404 with the same answer", () => {
  test.each([
    ["an unknown slug", "nobody-here.app.localhost"],
    ["a label below a tenant", "a.acme.app.localhost"],
    ["punycode", "xn--acme-5za.app.localhost"],
    ["an unknown custom hostname", "app.nobody.example"],
    ["a slug that is none", "-acme.app.localhost"],
  ])("%s", async (_, host) => {
    const reply = await (await visitor(host)).get("/api/tenancy/current");
    expect(reply.status).toBe(404);
    expect(reply.headers.get("content-type")).toContain("application/problem+json");
    const { requestId, ...body } = reply.json;
    expect(requestId).toMatch(/^req_/);
    expect(body).toEqual({
      type: "urn:gatehouse:problem:tenant-not-found",
      title: "There is no organization at this address.",
      status: 404,
      code: "TENANT_NOT_FOUND",
    });
  });

  test("its pages are 404 too, and say so in the app", async () => {
    const client = await visitor("nobody-here.app.localhost");
    const reply = await client.get("/login", { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } });
    expect(reply.status).toBe(404);
    expect(reply.headers.get("content-type")).toContain("text/html");
  });

  test("the apex is told apart by its code", async () => {
    const reply = await (await visitor("app.localhost")).get("/api/tenancy/current");
    expect([reply.status, reply.json.code]).toEqual([404, "APEX"]);
  });
});

test("the admin host never reaches the tenant API", async () => {
  const client = await operator();
  expect((await client.get("/api/tenancy/current")).status).toBe(404);
  expect((await client.get("/api/me")).status).toBe(404);
});

test("the operator API does not exist on tenant hosts and the apex", async () => {
  for (const host of ["acme.app.localhost", "app.localhost"]) {
    const reply = await (await visitor(host)).get("/api/admin/me");
    expect([reply.status, reply.json.code]).toEqual([404, "NOT_FOUND"]);
  }
});

test("an unknown host that becomes a tenant is served within seconds", async () => {
  const slug = uniqueSlug("late");
  const client = await visitor(tenantHost(slug));
  expect((await client.get("/api/tenancy/current")).status).toBe(404);
  await (await operator()).post("/api/admin/tenants", { slug, name: "Late", primaryAdminEmail: `o@${slug}.test` });
  await expect.poll(async () => (await client.get("/api/tenancy/current")).status, { timeout: 20_000 }).toBe(200);
});

test("every answer carries the security headers, pages and problems alike", async () => {
  const client = await visitor("acme.app.localhost");
  const page = await client.get("/login", { headers: { accept: "text/html", "sec-fetch-mode": "navigate" } });
  const problem = await client.get("/api/nowhere");
  for (const reply of [page, problem]) {
    expect(reply.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(reply.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("referrer-policy")).toBe("no-referrer");
  }
  expect(page.status).toBe(200);
  expect(problem.status).toBe(404);
});

test("the API documents itself", async () => {
  const reply = await (await visitor("acme.app.localhost")).get("/api/openapi.json");
  expect(reply.json.openapi).toBe("3.1.0");
  expect(Object.keys(reply.json.paths)).toContain("/api/invitations/accept/{invitationId}");
});

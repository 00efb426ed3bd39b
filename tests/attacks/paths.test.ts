import { beforeAll, describe, expect, test } from "vitest";
import { adminHost, throughAccess } from "../admin-world.ts";
import { newTenant, tenantHost, uniqueSlug, visitor, type Tenant } from "../world.ts";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("paths");
});

/** Spellings of a path that something on the way could take for the path itself. */
function spellings(path: string): string[] {
  const [, api = "", ...rest] = path.split("/");
  const tail = rest.join("/");
  return [
    `//${api}/${tail}`,
    `/${api}//${tail}`,
    `${path}/`,
    `${path}//`,
    `/./${api}/${tail}`,
    `/${api}/./${tail}`,
    `/${api}/x/../${tail}`,
    `/x/../${api}/${tail}`,
    `/${api}/x/..%2f${tail}`,
    `/${api}/%2e%2e/${api}/${tail}`,
    `/${api}%2f${tail}`,
    `/${api}/${tail.replaceAll("/", "%2f")}`,
    `/${api}/${tail.replaceAll("/", "%252f")}`,
    `/${api}\\${tail}`,
    `/${api}/${tail.replaceAll("/", "\\")}`,
    `/${api.toUpperCase()}/${tail}`,
    `/${api}/${tail.toUpperCase()}`,
    `/%61pi/${tail}`,
    `${path}%00`,
    `${path}%20`,
    `${path};x=y`,
    `${path}.json`,
    `/${api};/${tail}`,
    `${path}%3f`,
    `${path}%23`,
    `/..;/${api}/${tail}`,
  ];
}

describe("double slashes, %2f, dot segments and case do not reach a route past the gate (CVE-2025-71399)", () => {
  test.each(["/api/org/members", "/api/org/audit-logs", "/api/me", "/api/auth/token"])("%s", async (path) => {
    for (const spelling of spellings(path)) {
      const reply = await (await visitor(tenant.host)).get(spelling);
      const isPage = reply.headers.get("content-type")?.startsWith("text/html") === true;
      // A page of the app is what is at every path that is not the API's; nothing of the tenant is in it.
      if (!isPage) expect([400, 401, 404], `${spelling}: ${reply.text}`).toContain(reply.status);
      expect(reply.text, spelling).not.toContain(tenant.id);
      expect(reply.text, spelling).not.toContain(tenant.ownerEmail);
    }
  });

  test.each(["/api/auth/sign-up/email", "/api/auth/organization/set-active", "/api/auth/update-session"])(
    "%s, which is not routed, by no spelling either",
    async (path) => {
      for (const spelling of [path, ...spellings(path)]) {
        const reply = await tenant.owner.at(tenant.host).post(spelling, { organizationId: tenant.id });
        expect(reply.status, `${spelling}: ${reply.text}`).toBe(404);
      }
    },
  );

  test("the operator API, by no spelling at a tenant's host", async () => {
    for (const spelling of ["/api/admin/me", ...spellings("/api/admin/me")]) {
      const reply = await tenant.owner.at(tenant.host).post(spelling, {});
      expect(reply.status, spelling).toBe(404);
    }
  });

  test("the way past Access, by no spelling of its own paths", async () => {
    for (const path of [
      "/cdn-cgi/access/../../api/admin/me",
      "/cdn-cgi/access/..%2f..%2fapi/admin/me",
      "//cdn-cgi/access/certs",
      "/cdn-cgi/ACCESS/../api/admin/me",
    ]) {
      const reply = await (await visitor(adminHost)).get(path);
      expect([302, 400, 401, 404], `${path}: ${reply.text}`).toContain(reply.status);
      expect(reply.text).not.toContain("adm_");
    }
  });
});

describe("a method is what the request line says", () => {
  test("no header, field or query makes another of it", async () => {
    const { id } = (await tenant.owner.get("/api/me")).json.session;
    for (const override of ["x-http-method-override", "x-http-method", "x-method-override", "_method"]) {
      const headers = { [override]: "DELETE" };
      for (const path of [`/api/sessions/${id}`, `/api/sessions/${id}?_method=DELETE`]) {
        expect((await tenant.owner.at(tenant.host).post(path, {}, { headers })).status, path).toBe(404);
        expect((await tenant.owner.at(tenant.host).get(path, { headers })).status, path).toBe(404);
      }
    }
    expect((await tenant.owner.get("/api/me")).status).toBe(200);
  });

  test("HEAD is asked at the same gate as GET", async () => {
    for (const path of ["/api/org/members", "/api/me", "/api/org/audit-logs"]) {
      const reply = await (await visitor(tenant.host)).call("HEAD", path);
      expect([401, 404], path).toContain(reply.status);
      expect(reply.text).toBe("");
    }
  });

  test("nobody is told that another origin may read (no CORS), least of all with credentials", async () => {
    const headers = {
      origin: "https://evil.example",
      "access-control-request-method": "DELETE",
      "access-control-request-headers": "content-type",
    };
    for (const path of ["/api/me", "/api/org/members", "/api/tenancy/current", "/api/auth/sign-in/email", "/"]) {
      for (const method of ["OPTIONS", "GET"]) {
        const reply = await tenant.owner.at(tenant.host).call(method, path, { headers });
        const allowed = [...reply.headers.keys()].filter((name) => name.startsWith("access-control-"));
        expect(allowed, `${method} ${path}`).toEqual([]);
      }
    }
  });

  test.each(["TRACE", "TRACK", "CONNECT", "PROPFIND", "PURGE"])(
    "%s shows nobody their own credentials",
    async (method) => {
      const reply = await tenant.owner
        .at(tenant.host)
        .call(method, "/api/me")
        .catch(() => null);
      // Some are refused by closing the connection.
      if (reply === null) return;
      expect(reply.status).toBeGreaterThanOrEqual(400);
      for (const value of tenant.owner.cookies.values()) expect(reply.text).not.toContain(value);
    },
  );
});

describe("an open redirect", () => {
  const targets = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
  ];

  test.each(targets)(
    "to %s is not to be had: sign-in leads home, and no answer of the API carries a Location (CVE-2026-67333)",
    async (target) => {
      const query = new URLSearchParams({
        callbackURL: target,
        redirectTo: target,
        next: target,
        errorCallbackURL: target,
      });
      const client = await visitor(tenant.host);
      const credentials = { email: tenant.ownerEmail, password: "correct horse battery staple" };
      const signedIn = await client.post(`/api/auth/sign-in/email?${query}`, credentials);
      expect([signedIn.status, signedIn.json.redirectTo]).toEqual([200, "/"]);
      const fields = { ...credentials, callbackURL: target };
      expect((await client.post("/api/auth/sign-in/email", fields)).status).toBe(400);
      const reset = { email: tenant.ownerEmail, redirectTo: target };
      expect((await client.post("/api/auth/request-password-reset", reset)).status).toBe(400);
      for (const path of [
        `/api/auth/reset-password/x?${query}`,
        `/api/auth/error?${query}`,
        `/login?${query}`,
        `/${target}`,
      ]) {
        const reply = await client.get(path);
        expect([reply.status >= 300 && reply.status < 400, reply.headers.get("location")], path).toEqual([false, null]);
      }
    },
  );

  test("is not made of the way files are found either", async () => {
    for (const path of [
      "//evil.example/index.html",
      "//evil.example/..",
      "//evil.example/%2e%2e",
      "/%2f%2fevil.example/index.html",
      "/\\\\evil.example/index.html",
      "/index.html",
      "/index",
      "//evil.example//",
      "/assets/..//evil.example",
      "/login//evil.example/",
    ]) {
      const reply = await (await visitor(tenant.host)).get(path);
      const location = new URL(reply.headers.get("location") ?? "/", tenant.owner.origin);
      expect(location.origin, `${path}: ${reply.status} ${location.href}`).toBe(tenant.owner.origin);
    }
  });

  test("leads to no file but the app's own", async () => {
    for (const path of [
      "/.env",
      "/wrangler.toml",
      "/_headers",
      "/_redirects",
      "/..%2f..%2fpackage.json",
      "/assets/..%2f..%2fwrangler.toml",
      "/.git/config",
      "/src/server/worker.ts",
    ]) {
      const reply = await (await visitor(tenant.host)).get(path);
      expect(reply.headers.get("content-type"), path).toMatch(/^(?:text\/html|application\/problem\+json)/);
      expect(reply.text, path).not.toMatch(/gatehouse-server|workers_dev|\[core\]/);
    }
  });

  test("Access leads back to the console and nowhere else", async () => {
    for (const target of targets) {
      const client = await throughAccess("ops@gatehouse.test");
      const body = new URLSearchParams({ email: "ops@gatehouse.test", redirect: target });
      const reply = await client.post("/cdn-cgi/access/sign-in", undefined, {
        raw: body.toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      const location = new URL(reply.headers.get("location") ?? "/", client.origin);
      expect(location.origin, target).toBe(client.origin);
    }
  });
});

test("a tenant that nobody has is not told from a suspended name by its pages, and takes nobody's cookie", async () => {
  const reply = await tenant.owner.at(tenantHost(uniqueSlug("none"))).get("/api/me");
  expect([reply.status, reply.json.code, reply.setCookies.length]).toEqual([404, "TENANT_NOT_FOUND", 0]);
});

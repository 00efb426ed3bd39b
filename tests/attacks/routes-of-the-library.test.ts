import { readFileSync } from "node:fs";
import { betterAuth } from "better-auth";
import * as plugins from "better-auth/plugins";
import { beforeAll, describe, expect, test } from "vitest";
import { authConfig } from "../../src/auth/config.ts";
import { serverRoutes } from "../../src/server/routes.ts";
import { identityProvider, type IdentityProvider } from "../../src/identity/identity-provider.ts";
import { newPool, type Pool } from "../identity-world.ts";
import { newTenant, visitor, type Tenant } from "../world.ts";

/*
 * Better Auth can do a great deal more than is wanted here. What it brings is asked of the library itself, so that an
 * upgrade which adds a route, or a plugin somebody switches on, has to come past these tests.
 */

let tenant: Tenant;
let pool: Pool;
beforeAll(async () => {
  tenant = await newTenant("library");
  pool = await newPool();
});

interface Endpoint {
  readonly path?: string;
  readonly options?: { readonly method?: string | readonly string[] };
}

/** Every path of the library's core and of every plugin it comes with, with the methods it answers. */
function pathsOfTheLibrary(): ReadonlyMap<string, readonly string[]> {
  const core = betterAuth({
    secret: "s".repeat(32),
    baseURL: "http://library.test",
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
  const endpoints: Endpoint[] = [
    ...Object.values(core.api as unknown as Record<string, Endpoint>),
    ...Object.entries(plugins).flatMap(([name, make]) => endpointsOf(name, make)),
  ];
  return new Map(
    endpoints.flatMap(({ path, options }) =>
      path === undefined ? [] : [[path, [options?.method ?? ["GET", "POST"]].flat()] as const],
    ),
  );
}

/** Options without which a plugin cannot even be made. */
const needed: Readonly<Record<string, object>> = {
  genericOAuth: { config: [] },
  organization: { teams: { enabled: true }, dynamicAccessControl: { enabled: true } },
};

function endpointsOf(name: string, make: unknown): Endpoint[] {
  if (typeof make !== "function") return [];
  try {
    const made: unknown = (make as (options: object) => unknown)(needed[name] ?? {});
    // Not everything the library exports beside its plugins is one.
    if (made instanceof Promise) void made.catch(() => undefined);
    const { endpoints = {} } = made as { endpoints?: Record<string, Endpoint> };
    return Object.values(endpoints);
  } catch {
    return [];
  }
}

const paths = pathsOfTheLibrary();
const ours = new Set(serverRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`));

/** Those of the library's paths that Gatehouse has routes of its own for: the table says so, and this says which. */
const shared = [
  "GET /get-session",
  "GET /jwks",
  "GET /token",
  "POST /request-password-reset",
  "POST /reset-password",
  "POST /sign-in/email",
  "POST /sign-out",
];

describe("of the routes the identity library comes with", () => {
  const all = [...paths].flatMap(([path, methods]) => methods.map((method) => `${method} ${path}`));

  test("there are as many as ever, so that nobody is looking at an empty list", () => {
    expect(all.length).toBeGreaterThan(120);
    for (const known of ["POST /organization/set-active", "POST /update-session", "POST /sign-in/magic-link"]) {
      expect(all).toContain(known);
    }
  });

  test("only seven names are routes here, and those are our own", () => {
    const taken = all.filter((route) => ours.has(route.replace(" ", " /api/auth")));
    expect([...new Set(taken)].toSorted()).toEqual(shared);
  });

  test("none that we do not have answers anything but 404, to a signed-in owner either (lesson 2 of the advisories)", async () => {
    const wrong: string[] = [];
    for (const path of paths.keys()) {
      for (const method of ["GET", "POST"]) {
        if (ours.has(`${method} /api/auth${path}`)) continue;
        const somebody = tenant.owner.at(tenant.host);
        const body = { organizationId: tenant.id, token: "x", email: tenant.ownerEmail };
        const asked = `/api/auth${path.replace(/:\w+/, "x")}`;
        const reply = await (method === "POST" ? somebody.post(asked, body) : somebody.get(asked));
        if (reply.status !== 404 || reply.json?.code !== "NOT_FOUND") wrong.push(`${method} ${path}: ${reply.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("the identity library as it is set up", () => {
  async function within<Value>(work: (auth: IdentityProvider["auth"]) => Promise<Value>): Promise<Value> {
    const ceremony = await pool.ceremony();
    return ceremony.database.transaction((statements) =>
      work(identityProvider(statements, { ...ceremony, method: "password" }).auth),
    );
  }

  test("is none of the versions that take an OAuth state for a magic link (CVE-2026-110862, below 1.7.7)", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const name of ["better-auth", "@better-auth/core", "@better-auth/drizzle-adapter"]) {
      const installed = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string };
      const [major = 0, minor = 0, patch = 0] = installed.version.split(".").map(Number);
      expect(major * 1e6 + minor * 1e3 + patch, `${name} ${installed.version}`).toBeGreaterThanOrEqual(1_007_007);
      expect(dependencies[name], "pinned exactly").toBe(installed.version);
    }
  });

  test("has no plugin but our own, so no magic link, one-time password, bearer or API key can be mistaken for another", async () => {
    await within(async (auth) => {
      expect(auth.options.plugins.map(({ id }) => id)).toEqual(["gatehouse-session-start"]);
      expect(Object.keys(auth.options)).not.toContain("socialProviders");
    });
  });

  test("trusts no origin but its own, reports to nobody, keeps no session in a cookie and links no accounts by address (CVE-2026-53516)", async () => {
    await within(async (auth) => {
      const { options } = auth;
      expect(options.trustedOrigins).toEqual([]);
      expect(options.telemetry).toEqual({ enabled: false });
      expect(options.session.cookieCache).toEqual({ enabled: false });
      expect(options.account.accountLinking.disableImplicitLinking).toBe(true);
      expect(options.user.changeEmail.enabled).toBe(false);
      expect(options.user.deleteUser.enabled).toBe(false);
      expect(options.advanced).not.toHaveProperty("crossSubDomainCookies");
      expect(options.advanced).not.toHaveProperty("trustedProxyHeaders");
    });
  });

  test("takes its address from the visit alone, whatever the environment says (BETTER_AUTH_URL)", async () => {
    process.env["BETTER_AUTH_URL"] = "https://evil.example";
    try {
      const { baseURL, trustedOrigins } = await within(async (auth) => auth.$context);
      expect(baseURL).toBe(`${pool.visit.publicOrigin}/api/auth`);
      expect(trustedOrigins).toEqual([pool.visit.publicOrigin]);
    } finally {
      delete process.env["BETTER_AUTH_URL"];
    }
  });

  test("would trust what BETTER_AUTH_TRUSTED_ORIGINS says, so the auth worker does not start with it", () => {
    const config = {
      SESSION_SECRET: "s".repeat(44),
      ENCRYPTION_KEYS: { get: async () => "a ring" },
      BASE_DOMAIN: "gatehouse.example",
      PUBLIC_SCHEME: "https",
      PUBLIC_PORT: "",
      DNS_OVER_HTTPS: "https://cloudflare-dns.com/dns-query https://dns.google/resolve",
    };
    expect(() => authConfig(config)).not.toThrow();
    for (const name of ["BETTER_AUTH_TRUSTED_ORIGINS", "BETTER_AUTH_SECRETS", "BETTER_AUTH_TELEMETRY"]) {
      expect(() => authConfig({ ...config, [name]: "https://evil.example" }), name).toThrow(name);
    }
  });

  test("keeps what is looked up hashed: neither a session's nor a reset's token is in the database", async () => {
    const member = await pool.member("hashed@people.test");
    await within(async (auth) => auth.api.requestPasswordReset({ body: { email: member.email } }));
    for (const { identifier } of await pool.rows("verifications")) {
      expect(identifier).not.toMatch(/^reset-password:/);
    }
    for (const { token_hash: hash } of await pool.rows("sessions")) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

/*
 * What does not exist yet. Whoever builds one of these finds its test here, and the attacks it invites in
 * reference/better-auth.md, sections 4 to 8, 10 and 12.5.
 */
describe("there is no route yet to attack", () => {
  test.each([
    ["SAML, so no answer can be replayed", "POST", "/api/auth/sso/saml2/callback/sso_1"],
    ["SSO registration by the library (CVE-2026-53513)", "POST", "/api/auth/sso/register"],
    ["SSO administration by the library", "POST", "/api/auth/sso/update-provider"],
    ["the library's one callback for all providers", "GET", "/api/auth/sso/callback?code=x&state=y"],
    ["SCIM, so no directory changes an address and takes the account (CVE-2026-67330)", "GET", "/api/scim/v2/Users"],
    ["SCIM by the library", "POST", "/api/auth/scim/v2/Users"],
    ["passkeys, so none can be deleted by another (CVE-2025-71400)", "POST", "/api/auth/passkey/delete-passkey"],
    ["a second factor, so none can be switched off", "POST", "/api/auth/two-factor/disable"],
    ["API keys, so nobody makes one for another (CVE-2025-61928)", "POST", "/api/auth/api-key/create"],
    ["magic links, so no OAuth state works as one (CVE-2026-110862)", "GET", "/api/auth/magic-link/verify?token=x"],
    ["logos", "POST", "/api/org/branding/logo"],
  ])("by %s", async (_, method, path) => {
    const reply = await tenant.owner.call(method, path, method === "POST" ? { body: {} } : {});
    expect([reply.status, reply.json?.code]).toEqual([404, "NOT_FOUND"]);
  });

  test("in the open: nobody can sign up, or found an organization", async () => {
    const body = { email: "eve@evil.test", password: "correct horse battery staple", name: "Eve" };
    for (const path of ["/api/auth/sign-up/email", "/api/auth/organization/create", "/api/organizations"]) {
      expect((await (await visitor(tenant.host)).post(path, body)).status, path).toBe(404);
    }
  });
});

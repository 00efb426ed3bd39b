import { beforeAll, describe, expect, test } from "vitest";
import type { Client, Reply } from "./client.ts";
import { newTenant, operator, visitor, type Tenant } from "./world.ts";

/*
 * Where a provider sends a browser back to is a page to whoever sits before it: whichever step refuses them, the limits
 * and the visit included, they see a page that says so. Programs get what they get everywhere.
 */
let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant("pages");
});

const callback = "/api/auth/sso/callback/sso_0123456789abcdefghijklmn?state=made-up&code=made-up";
const asBrowser = { headers: { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" } };

function pageOf({ status, headers, text }: Reply): string | undefined {
  expect([status, text]).toEqual([302, ""]);
  const [path, query] = headers.get("location")?.split("?") ?? [];
  expect(path).toBe("/sso-failed");
  const parameters = new URLSearchParams(query);
  expect(parameters.get("request")).toBe(headers.get("x-request-id"));
  expect(headers.get("cache-control")).toBe("no-store");
  return parameters.get("reason") ?? undefined;
}

async function bothWays(client: Client): Promise<[code: string, reason: string | undefined]> {
  const program = await client.get(callback);
  expect(program.headers.get("content-type")).toBe("application/problem+json");
  return [program.json.code, pageOf(await client.get(callback, asBrowser))];
}

describe("a browser that comes back from a provider", () => {
  test("that is not here is told so by a page, a program by a problem", async () => {
    expect(await bothWays(await visitor(tenant.host))).toEqual(["NOT_FOUND", "no_provider"]);
  });

  test("too often is told to wait by a page", async () => {
    const client = await visitor(tenant.host);
    const reasons: (string | undefined)[] = [];
    // The limit of everything at one host, 300 a minute: what is answered here counts for nothing else.
    while (reasons.length < 1_000 && reasons.at(-1) !== "rate_limited") {
      reasons.push(pageOf(await client.get(callback, asBrowser)));
    }
    expect(new Set(reasons.slice(0, -1))).toEqual(new Set(["no_provider"]));
    expect(reasons.length).toBeGreaterThan(300);
    expect(reasons.at(-1)).toBe("rate_limited");
  });

  test("to a suspended organization is told so by a page", async () => {
    const suspended = await newTenant("pages");
    const root = await operator();
    expect((await root.post(`/api/admin/tenants/${suspended.id}/suspend`, { reason: "Unpaid" })).status).toBe(200);
    expect(await bothWays(await visitor(suspended.host))).toEqual(["TENANT_SUSPENDED", "suspended"]);
  });

  test("is led nowhere else by what it brings along", async () => {
    const trap = `${callback}&reason=//evil.test&redirect=https://evil.test&error_description=%0d%0alocation:evil.test`;
    const reply = await (await visitor(tenant.host)).get(trap, asBrowser);
    expect(pageOf(reply)).toBe("no_provider");
    expect(reply.headers.get("location")).not.toContain("evil");
  });
});

test("no other route answers a browser with a page in place of a problem", async () => {
  const client = await visitor(tenant.host);
  for (const path of ["/api/me", "/api/invitations/inv_none", "/api/nothing"]) {
    expect((await client.get(path, asBrowser)).headers.get("content-type"), path).toBe("application/problem+json");
  }
});

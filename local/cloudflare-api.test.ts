import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCloudflareStage, token, zoneId } from "./cloudflare-stage.ts";
import type { CloudflareStage } from "./cloudflare-stage.ts";

const ssl = { type: "dv", method: "http" } as const;
const path = `/client/v4/zones/${zoneId}/custom_hostnames`;

let stage: CloudflareStage;
beforeEach(async () => {
  stage = await openCloudflareStage();
});
afterEach(() => stage.close());

/** Sends what the types of Cloudflare's client do not allow. */
async function send(method: string, below: string, body?: unknown, headers?: Record<string, string>) {
  const answer = await stage.send(path + below, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  if (answer === null) throw new Error("The connection broke");
  const { errors, ...rest } = await answer.json<{
    errors: { code: number }[];
    success: boolean;
    result: unknown;
  }>();
  return { status: answer.status, code: errors[0]?.code, headers: answer.headers, ...rest };
}

async function create(hostname: string): Promise<string> {
  return (await stage.client.customHostnames.create({ zone_id: zoneId, hostname, ssl })).id;
}

describe("the API of custom hostnames", () => {
  it.each([
    ["an address", "192.0.2.1", 400, 1407],
    ["a name with a blank", "app .acme.test", 400, 1407],
    ["a name that is too long", `${"a.".repeat(130)}test`, 400, 1407],
    ["no name", 7, 400, 1407],
    ["a name that is not in ASCII", "bücher.test", 400, 1408],
    ["a reserved top domain", "app.acme.example", 400, 1409],
    ["a public suffix", "co.uk", 400, 1410],
    ["somebody else's example", "app.example.com", 400, 1411],
    ["a wildcard", "*.acme.test", 400, 1448],
    ["more than 64 characters", `${"a".repeat(60)}.acme.test`, 400, 1469],
  ])("refuses %s", async (_what, hostname, status, code) => {
    expect(await send("POST", "", { hostname, ssl })).toMatchObject({ status, code, success: false, result: null });
  });

  it.each([
    ["no certificate", undefined, 1434],
    ["a certificate without a method", { type: "dv" }, 1440],
    ["a certificate without a type", { method: "http" }, 1440],
    ["another method", { type: "dv", method: "cname" }, 1432],
    ["another type", { type: "ev", method: "http" }, 1433],
    ["a wildcard's certificate", { ...ssl, wildcard: true }, 1448],
    ["a word of its own", { ...ssl, speed: "high" }, 1434],
    ["an unknown HTTP/2", { ...ssl, settings: { http2: "yes" } }, 1422],
    ["an unknown TLS 1.3", { ...ssl, settings: { tls_1_3: true } }, 1424],
    ["an unknown TLS", { ...ssl, settings: { min_tls_version: "1.4" } }, 1425],
  ])("refuses %s", async (_what, given, code) => {
    expect(await send("POST", "", { hostname: "app.acme.test", ssl: given })).toMatchObject({ status: 400, code });
    expect(await send("GET", "")).toMatchObject({ result: [] });
  });

  it("refuses what only Enterprise has, and what is no JSON", async () => {
    const body = { hostname: "app.acme.test", ssl };
    expect(await send("POST", "", { ...body, custom_metadata: { a: "b" } })).toMatchObject({ status: 403, code: 1413 });
    expect(await send("POST", "", { ...body, custom_origin_server: "x" })).toMatchObject({ status: 403, code: 1414 });
    expect(await send("POST", "", "{")).toMatchObject({ status: 400, code: 1400 });
  });

  it("takes a long name with the branding that this needs", async () => {
    const hostname = `${"a".repeat(60)}.acme.test`;
    expect(await send("POST", "", { hostname, ssl: { ...ssl, cloudflare_branding: true } })).toMatchObject({
      status: 201,
    });
  });

  it("takes a name once, however it is written", async () => {
    await create("app.acme.test");
    expect(await send("POST", "", { hostname: "APP.acme.test", ssl })).toMatchObject({ status: 409, code: 1406 });
  });

  it("answers with 201 to a POST, 202 to a PATCH, and 404 or 400 where there is nothing", async () => {
    const made = await send("POST", "", { hostname: "app.acme.test", ssl });
    expect(made).toMatchObject({ status: 201, success: true });
    const { id } = made.result as { id: string };
    expect(await send("PATCH", `/${id}`, { ssl })).toMatchObject({ status: 202 });
    expect(await send("PATCH", `/${id}`, { ssl: { type: "dv" } })).toMatchObject({ status: 400, code: 1440 });
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const nobody = "/00000000-0000-0000-0000-000000000000";
      expect(await send(method, nobody, method === "GET" ? undefined : {})).toMatchObject({ status: 404, code: 1436 });
    }
    expect(await send("GET", "/7")).toMatchObject({ status: 400, code: 1435 });
    expect(await send("GET", `/${id}/certificates`)).toMatchObject({ status: 404, code: 7003 });
    expect(await send("PUT", `/${id}`, {})).toMatchObject({ status: 405 });
  });

  it("lets in who has the token, for the zone it is for", async () => {
    const bearer = (given: string): Record<string, string> => ({ authorization: given });
    expect(await send("GET", "", undefined, bearer("Bearer another-token"))).toMatchObject({ status: 403, code: 9109 });
    expect(await send("GET", "", undefined, bearer(`Basic ${token}`))).toMatchObject({ status: 400, code: 6003 });
    const unnamed = await stage.send(path);
    expect([unnamed?.status, await unnamed?.json()]).toMatchObject([400, { errors: [{ code: 9106 }] }]);
    const foreign = stage.client.customHostnames.list({ zone_id: "0000000000000000000000000000000b" });
    await expect(foreign).rejects.toMatchObject({ status: 403, errors: [{ code: 10000 }] });
  });

  it("lists page by page, and by what is asked for", async () => {
    for (let index = 0; index < 12; index += 1) await create(`app${index}.acme.test`);
    const second = await send("GET", "?page=2&per_page=5");
    expect(second).toMatchObject({ result_info: { page: 2, per_page: 5, count: 5, total_count: 12, total_pages: 3 } });
    const all: string[] = [];
    const pages = stage.client.customHostnames.list({ zone_id: zoneId, per_page: 5 });
    for await (const { hostname } of pages) all.push(hostname);
    expect(all).toEqual(Array.from({ length: 12 }, (_, index) => `app${index}.acme.test`));

    await stage.control("POST", "/custom-hostnames/app3.acme.test", { status: "blocked", sslStatus: "active" });
    const names = async (query: string): Promise<string[]> =>
      ((await send("GET", `?${query}`)).result as { hostname: string }[]).map(({ hostname }) => hostname);
    expect(await names("hostname=APP7.acme.test")).toEqual(["app7.acme.test"]);
    expect(await names("hostname=acme.test")).toEqual([]);
    expect(await names("hostname.exact=app7.acme.test")).toEqual(["app7.acme.test"]);
    expect(await names("hostname.startsWith=app1")).toEqual(["app1.acme.test", "app10.acme.test", "app11.acme.test"]);
    expect(await names("hostname_status=blocked")).toEqual(["app3.acme.test"]);
    expect(await names("ssl_status=active&order=ssl_status&direction=desc")).toEqual(["app3.acme.test"]);
    expect(await send("GET", "?hostname=a.test&id=7")).toMatchObject({ status: 400, code: 1438 });
    expect(await send("GET", "?per_page=4")).toMatchObject({ status: 400 });
    expect(await send("GET", "?per_page=1001")).toMatchObject({ status: 400 });
  });

  it("says what the quota is, and holds to its hard limit", async () => {
    await stage.control("PUT", "/settings", { allocated: 1, hardCap: 2 });
    await create("one.acme.test");
    await create("two.acme.test");
    const quota = await stage.client.customHostnames.quota.get({ zone_id: zoneId });
    expect(quota).toEqual({ allocated: 1, used: 2, exceeded: true, hard_cap: 2 });
    await expect(create("three.acme.test")).rejects.toMatchObject({ status: 403, errors: [{ code: 1405 }] });
    await stage.control("PUT", "/settings", { hardCap: 0 });
    await expect(create("three.acme.test")).rejects.toMatchObject({ status: 403, errors: [{ code: 1404 }] });
  });

  it("takes 1,200 calls in five minutes, and says with each how many are left", async () => {
    const first = await send("GET", "");
    expect(first.headers.get("ratelimit")).toBe('"default";r=1199;t=300');
    expect(first.headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
    expect(first.headers.has("retry-after")).toBe(false);
    for (let call = 1; call < 1200; call += 1) await send("GET", "/quota");
    stage.pass(1);
    const beyond = await send("POST", "", { hostname: "app.acme.test", ssl });
    expect(beyond).toMatchObject({ status: 429, code: 971 });
    expect(beyond.headers.get("retry-after")).toBe("295");
    expect(beyond.headers.get("ratelimit")).toBe('"default";r=0;t=295');
    stage.pass(59);
    expect(await send("GET", "")).toMatchObject({ status: 200, result: [] });
  });
});

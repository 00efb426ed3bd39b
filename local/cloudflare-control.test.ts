import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCloudflareStage, zoneId } from "./cloudflare-stage.ts";
import type { CloudflareStage } from "./cloudflare-stage.ts";
import { webhook } from "./cloudflare-notification.ts";
import { openEdge } from "./edge.ts";
import { webHandler } from "./edge-handler.ts";
import { exactly } from "./edge-routes.ts";

const hostname = "app.acme.test";
const ssl = { type: "dv", method: "http" } as const;

let stage: CloudflareStage;
beforeEach(async () => {
  stage = await openCloudflareStage();
});
afterEach(() => stage.close());

async function create(name = hostname): Promise<string> {
  return (await stage.client.customHostnames.create({ zone_id: zoneId, hostname: name, ssl })).id;
}

async function states(id: string): Promise<[string | undefined, string | undefined]> {
  const found = await stage.client.customHostnames.get(id, { zone_id: zoneId });
  return [found.status, found.ssl?.status];
}

async function names(): Promise<string[]> {
  const page = await stage.client.customHostnames.list({ zone_id: zoneId });
  return page.result.map((found) => found.hostname);
}

const events = (): string[] =>
  stage.notifications.map(({ metadata }) => metadata.event.type.replace("ssl.custom_hostname_certificate.", ""));

describe("a hand on the zone", () => {
  const move = (body: object): Promise<Response> => stage.control("POST", `/custom-hostnames/${hostname}`, body);

  it("puts a hostname into any state, where it stays, through a restart, until it is ordered anew", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    const id = await create();
    expect((await move({ status: "blocked", sslStatus: "a_word_of_tomorrow" })).status).toBe(200);
    stage.pass(1_000);
    await stage.restart();
    expect(await states(id)).toEqual(["blocked", "a_word_of_tomorrow"]);
    await stage.client.customHostnames.edit(id, { zone_id: zoneId, ssl });
    stage.pass(3);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("keeps a hostname from getting on, whatever its records say", async () => {
    const id = await create();
    stage.pass(1);
    await move({ sslStatus: "pending_validation" });
    stage.record(hostname, "CNAME", "customers.localhost");
    stage.pass(10);
    expect(await states(id)).toEqual(["pending", "pending_validation"]);
    await move({});
    stage.pass(2);
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("leaves alone what it does not name, and lets go on what it names nothing of", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    const id = await create();
    await move({ sslStatus: "active", expiresOn: "2026-12-01T00:00:00Z", verificationErrors: ["wrong"] });
    const found = await stage.client.customHostnames.get(id, { zone_id: zoneId });
    expect(found).toMatchObject({ status: "pending", verification_errors: ["wrong"] });
    expect(found.ssl?.expires_on).toBe("2026-12-01T00:00:00Z");
    await move({});
    expect(await states(id)).toEqual(["active", "active"]);
  });

  it("finds nothing of a name that is not registered, and takes nothing else", async () => {
    expect((await move({ status: "active" })).status).toBe(404);
    await create();
    expect((await move({ state: "active" })).status).toBe(400);
    expect((await stage.control("POST", "/nothing", {})).status).toBe(404);
    expect((await stage.control("PUT", "/settings", { hardCap: -1 })).status).toBe(400);
  });

  it("adds and takes away behind everybody's back", async () => {
    const id = await create();
    expect((await stage.control("DELETE", `/custom-hostnames/${hostname}`)).status).toBe(204);
    await expect(states(id)).rejects.toMatchObject({ status: 404 });
    expect((await stage.control("PUT", "/custom-hostnames/other.acme.test")).status).toBe(201);
    expect(await names()).toEqual(["other.acme.test"]);
    expect(stage.notifications).toEqual([]);
  });

  it("has a page", async () => {
    expect(await (await stage.send("/"))?.text()).toContain("<h1>Custom hostnames</h1>");
    expect((await stage.send("/cloudflare.js"))?.status).toBe(200);
    expect((await stage.send("/..%2fcloudflare.ts"))?.status).toBe(404);
  });

  it("sees which calls were made", async () => {
    const id = await create();
    await stage.client.customHostnames.list({ zone_id: zoneId, hostname: { exact: hostname } });
    const path = `/client/v4/zones/${zoneId}/custom_hostnames`;
    expect(await (await stage.control("GET", "/calls")).json()).toEqual([
      { method: "POST", path },
      { method: "GET", path: `${path}?hostname.exact=${hostname}` },
    ]);
    await stage.control("DELETE", "/calls");
    await states(id);
    expect(await (await stage.control("GET", "/calls")).json()).toEqual([{ method: "GET", path: `${path}/${id}` }]);
  });
});

describe("what calls can meet", () => {
  const meet = async (fault: object): Promise<void> =>
    expect((await stage.control("POST", "/faults", fault)).status).toBe(201);

  it.each([
    ["lost-answer", [hostname]],
    ["unreachable", []],
  ])("is a connection that breaks: %s", async (fault, left) => {
    await meet({ fault, method: "POST" });
    expect(await names()).toEqual([]);
    await expect(create()).rejects.toMatchObject({ name: "Error", message: "Connection error." });
    expect(await names()).toEqual(left);
  });

  it.each([
    ["internal-error", 500, 1500],
    ["concurrent-change", 409, 1439],
    ["quota-exceeded", 403, 1405],
    ["duplicate", 409, 1406],
    ["rate-limited", 429, 971],
  ])("is a refusal: %s", async (fault, status, code) => {
    await meet({ fault, retryAfterSeconds: 7 });
    const refused = await create().catch((error: { headers: Headers }) => error);
    expect(refused).toMatchObject({ status, errors: [{ code }] });
    expect((refused as { headers: Headers }).headers.get("retry-after")).toBe(fault === "rate-limited" ? "7" : null);
    expect(await names()).toEqual([]);
  });

  it("is any other refusal, for this hostname and so many calls only", async () => {
    await meet({ fault: "refused", status: 400, code: 1411, message: "No.", hostname, times: 2 });
    await create("other.acme.test");
    for (let call = 0; call < 2; call += 1) {
      await expect(create()).rejects.toMatchObject({ status: 400, errors: [{ code: 1411, message: "No." }] });
    }
    const id = await create();
    await meet({ fault: "internal-error", hostname, times: null });
    for (let call = 0; call < 3; call += 1) await expect(states(id)).rejects.toMatchObject({ status: 500 });
    await stage.control("DELETE", "/faults");
    expect(await states(id)).toEqual(["pending", "initializing"]);
  });

  it("is half an answer, or a page of somebody else's", async () => {
    await meet({ fault: "malformed", method: "POST" });
    await expect(create()).rejects.toThrow(SyntaxError);
    expect(await names()).toEqual([hostname]);
    await meet({ fault: "not-json" });
    await expect(names()).rejects.toMatchObject({ status: 502 });
  });

  it("is an answer that comes late, to a call that was done at once", async () => {
    await meet({ fault: "slow", method: "POST", delaySeconds: 600 });
    const late = create().then(
      () => "answered",
      () => "given up",
    );
    while ((await names()).length === 0);
    expect(await Promise.race([late, names()])).toEqual([hostname]);
    await meet({ fault: "slow", method: "POST", delaySeconds: 0.2 });
    const began = performance.now();
    await create("other.acme.test");
    expect(performance.now() - began).toBeGreaterThan(190);
  });
});

describe("the notifications", () => {
  it("tell of every step of a certificate, as Cloudflare words it", async () => {
    const id = await create();
    stage.pass(1);
    await names();
    stage.pass(1);
    await names();
    stage.record(hostname, "CNAME", "customers.localhost");
    stage.pass(4);
    await names();
    await stage.client.customHostnames.delete(id, { zone_id: zoneId });
    stage.pass(1);
    await names();
    expect(events()).toEqual(["validation.failed", "deployment.succeeded", "deletion.succeeded"]);
    expect(stage.notifications[1]).toMatchObject({
      metadata: { zone: { id: zoneId }, event: { created_at: expect.any(String), id: expect.any(String) } },
      data: { id, hostname, ssl: { type: "dv", method: "http", status: "active" } },
    });
  });

  it("tell each step as it comes when somebody looks at each", async () => {
    stage.record(hostname, "CNAME", "customers.localhost");
    await create();
    for (let step = 0; step < 4; step += 1) {
      stage.pass(1);
      await names();
    }
    expect(events()).toEqual(["validation.succeeded", "issuance.succeeded", "deployment.succeeded"]);
  });

  it("go to the webhook, with the secret that it knows them by", async () => {
    const received: Request[] = [];
    const edge = await openEdge(0, () => undefined);
    const take = (request: Request): Response => {
      received.push(request);
      return new Response("Thank you.");
    };
    edge.serve([{ matches: exactly("app.localhost"), target: webHandler(take) }]);
    await webhook(edge.port, "app.localhost", "the secret")({ data: { hostname } });
    await edge.close();
    await expect(webhook(edge.port, "app.localhost", "the secret")({})).rejects.toThrow("ECONNREFUSED");
    const [request] = received;
    expect(new URL(request?.url ?? "").pathname).toBe("/api/webhooks/cloudflare");
    expect(request?.headers.get("cf-webhook-auth")).toBe("the secret");
    expect([request?.method, await request?.json()]).toEqual(["POST", { data: { hostname } }]);
  });

  it("tell what was done by hand, unless nobody is to be told", async () => {
    await create();
    await stage.control("POST", `/custom-hostnames/${hostname}`, { sslStatus: "expired" });
    await stage.control("POST", `/custom-hostnames/${hostname}`, { status: "moved" });
    expect(events()).toEqual(["renewal.failed", "renewal.failed"]);
    await stage.control("PUT", "/settings", { enveloped: true });
    await stage.control("POST", `/custom-hostnames/${hostname}`, { sslStatus: "active" });
    expect(stage.notifications.pop()).toMatchObject({
      alert_type: "custom_ssl_certificate_event_type",
      data: { metadata: { zone: { id: zoneId } }, data: { hostname, ssl: { status: "active" } } },
    });
    await stage.control("PUT", "/settings", { notifications: false });
    await stage.control("POST", `/custom-hostnames/${hostname}`, { status: "active", sslStatus: "active" });
    expect(events()).toHaveLength(2);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Client } from "../client.ts";
import { newMember, newTenant, tokenOf, visitor, type Tenant } from "../world.ts";

/*
 * One isolate serves every tenant at the same time: what it remembers, batches and repeats must not mix them.
 */

let a: Tenant;
let b: Tenant;
beforeAll(async () => {
  a = await newTenant("mixa");
  b = await newTenant("mixb");
});

describe("requests of two tenants that come together", () => {
  test("are answered apart: three hundred at once, each by its own credential and host and nothing else", async () => {
    const people = await Promise.all(
      [a, b].flatMap((tenant) => [
        tenant.owner.get("/api/me").then(({ json }) => ({ tenant, client: tenant.owner, id: json.user.id as string })),
        newMember(tenant).then(({ client, id }) => ({ tenant, client, id })),
      ]),
    );
    const tokens = await Promise.all(people.map(({ client }) => tokenOf(client)));
    const hosts = [a, b];
    const wrong: string[] = [];
    const one = async (index: number): Promise<void> => {
      const who = index % people.length;
      const host = hosts[Math.floor(index / people.length) % 2] as Tenant;
      const { tenant, client, id } = people[who] as (typeof people)[number];
      const reply =
        index % 3 === 0
          ? await (await visitor(host.host)).get("/api/me", { headers: { authorization: `Bearer ${tokens[who]}` } })
          : await client.at(host.host).get("/api/me");
      const right =
        host === tenant
          ? reply.status === 200 && reply.json.user.id === id && reply.json.organization.id === tenant.id
          : reply.status === 401 && reply.json.user === undefined;
      if (!right) wrong.push(`${client.host} at ${host.host}: ${reply.text}`);
    };
    await Promise.all(Array.from({ length: 300 }, (_, index) => one(index)));
    expect(wrong).toEqual([]);
  });

  test("see the settings of their own host, while both change them at once", async () => {
    const rename = async (tenant: Tenant, appName: string) => {
      const { version } = (await tenant.owner.get("/api/org/settings")).json;
      return tenant.owner.patch("/api/org/settings", { appName }, { headers: { "if-match": `"${version}"` } });
    };
    for (let round = 0; round < 5; round += 1) {
      const replies = await Promise.all([rename(a, `Alpha ${round}`), rename(b, `Beta ${round}`)]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200]);
      const seen = await Promise.all(
        [a, b, a, b].map(async ({ host }) => (await (await visitor(host)).get("/api/tenancy/current")).json),
      );
      expect(seen.map(({ branding }) => branding.appName.split(" ")[0])).toEqual(["Alpha", "Beta", "Alpha", "Beta"]);
    }
  });
});

describe("a live connection", () => {
  /** What a page hears, whatever it claims besides its cookie. */
  async function listening(client: Client, headers: Record<string, string> = {}) {
    const cookie = [...client.cookies].map((pair) => pair.join("=")).join("; ");
    const socket = new WebSocket(`ws://127.0.0.1:${client.port}/api/live`, {
      headers: { host: `${client.host}:${client.port}`, origin: client.origin, cookie, ...headers },
    });
    const heard: string[] = [];
    socket.on("message", (data: Buffer) => heard.push(data.toString("utf8")));
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    socket.send("ping");
    return { heard, close: () => socket.close() };
  }

  test("is its own tenant's, whatever the page claims in the headers the server itself uses", async () => {
    const knock = JSON.stringify({ organizationId: a.id, host: a.host, tokenHash: "0".repeat(64) });
    const spy = await listening(b.owner, { "x-gatehouse-knock": knock });
    const own = await listening(a.owner);
    await newMember(a);
    await expect.poll(() => own.heard.join()).toContain("members");
    expect(spy.heard.join()).not.toContain("members");
    await newMember(b);
    await expect.poll(() => spy.heard.join()).toContain("members");
    spy.close();
    own.close();
  });
});

test("a client cannot choose the name its request goes by in logs", async () => {
  const headers = { "x-request-id": "req_chosen", "x-correlation-id": "req_chosen", traceparent: "00-chosen" };
  const reply = await a.owner.get("/api/me", { headers });
  expect(reply.headers.get("x-request-id")).not.toContain("chosen");
  await a.owner.at(a.host).post("/api/org/invitations", { email: "named@people.test", role: "member" }, { headers });
  expect((await a.owner.get("/api/org/audit-logs?limit=100")).text).not.toContain("req_chosen");
});

test("a query that names an object's own parts, or a field twice, is a query", async () => {
  for (const query of [
    "__proto__=x",
    "__proto__[limit]=1",
    "constructor=x&toString=y",
    "hasOwnProperty=1",
    "limit[]=1",
  ]) {
    const reply = await a.owner.get(`/api/org/members?${query}`);
    expect([200, 400], `${query}: ${reply.text}`).toContain(reply.status);
    expect((await a.owner.get("/api/me")).json.user.email).toBe(a.ownerEmail);
  }
  expect((await a.owner.get("/api/org/members?limit=1&limit=100000")).status).toBe(400);
});

test("a pattern in a search finds its own letters and nobody else's rows", async () => {
  for (const search of ["%", "_", "\\", "%25", "'", "*", ".", "org_"]) {
    const reply = await b.owner.get(`/api/org/audit-logs?limit=100&search=${encodeURIComponent(search)}`);
    expect(reply.status, `${search}: ${reply.text}`).toBe(200);
    expect(reply.text).not.toContain(a.id);
    expect(reply.text).not.toContain(a.ownerEmail);
    if (search === "%" || search === "\\") expect(reply.json.items).toEqual([]);
  }
});

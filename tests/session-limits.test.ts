import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { password } from "./world.ts";

const options = ownState("limits");
const minute = 60_000;
const hour = 60 * minute;
const path = "/api/org/settings";

let platform: Platform;
let acme: string;
beforeAll(async () => {
  platform = await startPlatform(options);
  acme = (await visitor().get("/api/tenancy/current")).json.organizationId;
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

function visitor(host = "acme.app.localhost"): Client {
  return new Client(platform.port, host);
}

async function owner(slug = "acme"): Promise<Client> {
  const client = visitor(`${slug}.app.localhost`);
  const reply = await client.post("/api/auth/sign-in/email", { email: `owner@${slug}.test`, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

async function limit(limits: { sessionIdleMinutes?: number; sessionLifetimeHours?: number }): Promise<void> {
  const client = await owner();
  const etag = (await client.get(path)).headers.get("etag");
  const reply = await client.patch(path, limits, { headers: { "if-match": etag } });
  expect(reply.status, reply.text).toBe(200);
}

/** The gatekeeper out of memory, so that only what it has written counts. It stays while it has something to write. */
async function evict(): Promise<void> {
  const evicted = () =>
    platform.evictCoordinator(acme).then(
      () => true,
      () => false,
    );
  await expect.poll(evicted, { timeout: 60_000 }).toBe(true);
}

/** Makes a session older, as if time had passed over it. */
async function age(client: Client, column: "last_seen_at" | "created_at", milliseconds: number): Promise<void> {
  const { id } = (await client.get("/api/me")).json.session;
  await evict();
  await platform.coordinatorSql(acme, `update sessions set ${column} = ${column} - ? where id = ?`, milliseconds, id);
  await evict();
}

async function meOf(client: Client): Promise<[number, string | undefined]> {
  const reply = await client.get("/api/me");
  return [reply.status, reply.json.code];
}

async function ownSession(client: Client) {
  const { items } = (await client.get("/api/sessions")).json;
  const own = items.find(({ current }: { current: boolean }) => current);
  const at = (name: string) => Date.parse(own[name]);
  return { lifetime: at("expiresAt") - at("createdAt"), idle: at("idleExpiresAt") - at("lastSeenAt") };
}

describe("a session that is not used", () => {
  test("ends after the tenant's idle time, says so, forgets the cookie and never comes back", async () => {
    await limit({ sessionIdleMinutes: 60 });
    const client = await owner();
    const bearer = { headers: { authorization: `Bearer ${(await client.get("/api/auth/token")).json.token}` } };
    const cookies = new Map(client.cookies);
    await age(client, "last_seen_at", 59 * minute);
    expect((await client.get("/api/me")).status).toBe(200);
    await age(client, "last_seen_at", 61 * minute);

    const refused = await client.get("/api/me");
    expect([refused.status, refused.json.code]).toEqual([401, "SESSION_IDLE"]);
    expect(refused.headers.get("set-cookie")).toContain("Max-Age=0");
    const stolen = new Client(platform.port, client.host, cookies);
    expect(await meOf(stolen)).toEqual([401, "SESSION_IDLE"]);
    const byToken = await visitor().get("/api/me", bearer);
    expect([byToken.status, byToken.json.code]).toEqual([401, "SESSION_IDLE"]);

    await limit({ sessionIdleMinutes: 30 * 24 * 60 });
    const again = new Client(platform.port, client.host, cookies);
    expect(await meOf(again)).toEqual([401, "SESSION_IDLE"]);
    const others = (await (await owner()).get("/api/sessions")).json.items;
    expect(others.every((one: { lastSeenAt: string }) => Date.parse(one.lastSeenAt) > Date.now() - hour)).toBe(true);
  });

  test("stays open with every use", async () => {
    await limit({ sessionIdleMinutes: 60 });
    const client = await owner();
    for (let times = 0; times < 2; times += 1) {
      await age(client, "last_seen_at", 40 * minute);
      expect((await client.get("/api/me")).status).toBe(200);
    }
  });

  test("ends at once when the tenant allows less than it has been unused", async () => {
    await limit({ sessionIdleMinutes: 24 * 60 });
    const idle = await owner();
    await age(idle, "last_seen_at", 2 * hour);
    await limit({ sessionIdleMinutes: 60 });
    expect(await meOf(idle)).toEqual([401, "SESSION_IDLE"]);
  });
});

describe("a session's lifetime", () => {
  test("is the tenant's for whoever signs in, on the cookie, in the list and for the gate", async () => {
    await limit({ sessionIdleMinutes: 30 * 24 * 60, sessionLifetimeHours: 8 });
    const client = visitor();
    const reply = await client.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
    expect(reply.setCookies.join()).toContain(`Max-Age=${8 * 3600}`);
    const { lifetime } = await ownSession(client);
    expect(lifetime).toBe(8 * hour);
    const { session } = (await client.get("/api/me")).json;
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(8 * hour);
    await age(client, "created_at", 8 * hour);
    expect(await meOf(client)).toEqual([401, "SESSION_EXPIRED"]);
  });

  test("shortened holds at once for sessions that are open, and lengthened prolongs none of them", async () => {
    await limit({ sessionIdleMinutes: 30 * 24 * 60, sessionLifetimeHours: 24 });
    const old = await owner();
    const cookies = new Map(old.cookies);
    const young = await owner();
    await age(old, "created_at", 10 * hour);
    expect((await old.get("/api/me")).status).toBe(200);
    await limit({ sessionLifetimeHours: 8 });
    expect(await meOf(old)).toEqual([401, "SESSION_EXPIRED"]);
    expect((await ownSession(young)).lifetime).toBe(8 * hour);

    await limit({ sessionLifetimeHours: 720 });
    expect((await ownSession(young)).lifetime).toBe(24 * hour);
    expect(await meOf(new Client(platform.port, old.host, cookies))).toEqual([401, "SESSION_EXPIRED"]);
    expect((await ownSession(await owner())).lifetime).toBe(720 * hour);
  });

  test("and idle time are one tenant's own: a neighbour keeps what is usual", async () => {
    await limit({ sessionIdleMinutes: 5, sessionLifetimeHours: 1 });
    const neighbour = await owner("globex");
    expect(await ownSession(neighbour)).toEqual({ lifetime: 7 * 24 * hour, idle: 3 * 24 * hour });
    expect((await neighbour.get(path)).json).toMatchObject({ sessionIdleMinutes: 4320, sessionLifetimeHours: 168 });
  });

  test("tells when it will end for want of use, never later than it ends anyway", async () => {
    await limit({ sessionIdleMinutes: 15, sessionLifetimeHours: 8 });
    expect(await ownSession(await owner())).toEqual({ lifetime: 8 * hour, idle: 15 * minute });
    await limit({ sessionIdleMinutes: 30 * 24 * 60, sessionLifetimeHours: 1 });
    const { lifetime, idle } = await ownSession(await owner());
    expect(idle).toBeLessThanOrEqual(lifetime);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";
import { password } from "./world.ts";

/*
 * What an authenticated request costs behind the scenes, counted: calls to gatekeepers, and words with Postgres.
 */
const options = ownState("cost");
let platform: WatchedPlatform;
let owner: Client;
let token: string;

beforeAll(async () => {
  platform = await startWatchedPlatform({ ...options, servers: 4, vars: { coordinator: { LEASES: "never" } } });
  owner = new Client(platform.port, "acme.app.localhost");
  const reply = await owner.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
  expect(reply.status, reply.text).toBe(200);
  token = (await owner.get("/api/auth/token")).json.token;
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});
beforeEach(async () => {
  await platform.fault(null);
  await platform.delay(0);
  await platform.calls();
});

const bearer = () => ({ headers: { authorization: `Bearer ${token}`, cookie: null } });
const words = () => platform.spokenToPostgres("server") + platform.spokenToPostgres("auth");

describe("an authenticated request that needs no data", () => {
  test.each([
    ["by cookie", () => owner.get("/api/me")],
    ["by token", () => owner.get("/api/me", bearer())],
  ])("%s asks the gatekeeper once and Postgres nothing", async (_, ask) => {
    await ask();
    await platform.calls();
    const before = words();
    for (let round = 0; round < 10; round += 1) expect((await ask()).status).toBe(200);
    expect(await platform.calls()).toEqual({ admit: 10 });
    expect(words()).toBe(before);
  });

  test("asks Postgres nothing in an isolate that has never heard of its tenant either: the hint says where to ask", async () => {
    const [cold = 0] = platform.otherServers;
    const before = words();
    expect((await owner.through(cold).get("/api/me")).status).toBe(200);
    expect(await platform.calls()).toEqual({ admit: 1 });
    expect(words()).toBe(before);
  });

  test("shares its call with those that come while one is on its way", async () => {
    await platform.delay(1_000);
    const replies = await Promise.all(Array.from({ length: 200 }, () => owner.get("/api/me")));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const { admit = 0 } = await platform.calls();
    // The first goes alone; the others can only be in more than one call if they take seconds to arrive.
    expect(admit).toBeGreaterThan(1);
    expect(admit).toBeLessThan(20);
  });

  test("costs nobody anything when its credential is forged", async () => {
    const forged = new Client(platform.port, owner.host, new Map(owner.cookies));
    for (const [name, value] of forged.cookies) forged.cookies.set(name, `x${value}`);
    const before = words();
    expect((await forged.get("/api/me")).status).toBe(401);
    const [head, body] = token.split(".");
    const replies = await owner.get("/api/me", {
      headers: { authorization: `Bearer ${head}.${body}.AAAA`, cookie: null },
    });
    expect(replies.status).toBe(401);
    expect(await platform.calls()).toEqual({});
    expect(words()).toBe(before);
  });
});

describe("a gatekeeper that does not answer", () => {
  test.each([
    ["is overloaded", { overloaded: true, retryable: true }, "OVERLOADED", 1],
    ["breaks in a way that may pass", { retryable: true }, "UNAVAILABLE", 2],
    ["breaks for good", {}, "UNAVAILABLE", 1],
  ])("because it %s admits nobody, and says when to come back", async (_, fault, code, calls) => {
    await platform.fault(fault);
    const reply = await owner.get("/api/me");
    expect([reply.status, reply.json.code]).toEqual([503, code]);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await platform.calls()).toEqual({ admit: calls });
    // It is not taken for a sign-out: the cookie stays.
    expect(reply.setCookies).toEqual([]);
    await platform.fault(null);
    expect((await owner.get("/api/me")).status).toBe(200);
  });

  test("revokes nothing, and says so", async () => {
    await platform.fault({ overloaded: true });
    const reply = await owner.post("/api/sessions/revoke-others");
    expect([reply.status, reply.json.code]).toEqual([503, "OVERLOADED"]);
  });
});

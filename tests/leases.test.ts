import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";
import { eventually, password } from "./world.ts";

/*
 * Leases as people meet them: repeated verdicts cost nothing, and an acknowledged revocation still means never again.
 */
const options = ownState("leases");
let platform: WatchedPlatform;

beforeAll(async () => {
  platform = await startWatchedPlatform({ ...options, servers: 2, vars: { coordinator: { LEASES: "always" } } });
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});
beforeEach(async () => {
  await platform.calls();
});

async function signIn(host = "acme.app.localhost", email = "owner@acme.test"): Promise<Client> {
  const client = new Client(platform.port, host);
  const reply = await client.post("/api/auth/sign-in/email", { email, password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

const elsewhere = (client: Client) => client.through(platform.otherServers[0] ?? 0);

/** Whether a lease is out: requests that come at once and cost no call. */
async function isLeased(client: Client): Promise<boolean> {
  await client.get("/api/me");
  await platform.calls();
  const reply = await client.get("/api/me");
  return reply.status === 200 && ((await platform.calls())["admit"] ?? 0) === 0;
}

test("a verdict is repeated without asking, in each isolate for itself", async () => {
  const client = await signIn();
  // Should the machine be so slow that the lease is over before the second request, it is tried again.
  await eventually(
    () => isLeased(client),
    (leased) => leased,
  );
  await eventually(
    () => isLeased(elsewhere(client)),
    (leased) => leased,
  );
});

describe("after the acknowledgement nothing is admitted, in any isolate, when what was revoked is", () => {
  test.each([
    ["one session", async (client: Client, other: Client) => other.delete(`/api/sessions/${await sessionId(client)}`)],
    ["every other session of the user", (_: Client, other: Client) => other.post("/api/sessions/revoke-others")],
    ["the session itself, by signing out", (client: Client) => client.post("/api/auth/sign-out")],
    ["every session of the organization", (_: Client, other: Client) => other.post("/api/org/sessions/revoke-all")],
  ])("%s", async (_, revoke) => {
    for (let round = 0; round < 3; round += 1) {
      const client = await signIn();
      const stolen = new Client(platform.port, client.host, client.cookies);
      const other = await signIn();
      const token = (await client.get("/api/auth/token")).json.token;
      const bearer = { headers: { authorization: `Bearer ${token}`, cookie: null } };
      // Both isolates hold leases on the cookie and the token.
      for (const at of [stolen, elsewhere(stolen)]) {
        expect((await at.get("/api/me")).status).toBe(200);
        expect((await at.get("/api/me", bearer)).status).toBe(200);
      }
      const done = await revoke(client, other);
      expect(done.status, done.text).toBe(200);
      const replies = await Promise.all(
        [stolen, elsewhere(stolen)].flatMap((at) => [at.get("/api/me"), at.get("/api/me", bearer)]),
      );
      expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    }
  });
});

test("a settings change that was acknowledged is seen by every isolate", async () => {
  const client = await signIn();
  for (let round = 0; round < 3; round += 1) {
    const before = await elsewhere(client).get("/api/org/settings");
    const appName = `Acme ${round} ${process.pid}`;
    const saved = await client.patch(
      "/api/org/settings",
      { appName },
      { headers: { "if-match": before.headers.get("etag") } },
    );
    expect(saved.status, saved.text).toBe(200);
    expect((await elsewhere(client).get("/api/org/settings")).json.appName).toBe(appName);
  }
});

test("nothing is leased to who is refused", async () => {
  const client = await signIn();
  const stolen = new Client(platform.port, client.host, client.cookies);
  await client.post("/api/auth/sign-out");
  await platform.calls();
  for (let round = 0; round < 3; round += 1) {
    expect((await new Client(platform.port, stolen.host, stolen.cookies).get("/api/me")).status).toBe(401);
  }
  expect(await platform.calls()).toEqual({ admit: 3 });
});

async function sessionId(client: Client): Promise<string> {
  return (await client.get("/api/me")).json.session.id;
}

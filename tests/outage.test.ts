import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { Client } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { eventually, password } from "./world.ts";

const options = ownState("outage");

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform(options);
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

function visitor(host = "acme.app.localhost"): Client {
  return new Client(platform.port, host);
}

async function owner(): Promise<Client> {
  const client = visitor();
  const reply = await client.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

describe("while PostgreSQL is stopped", () => {
  test("people who are signed in stay admitted, revocations work, the rest says 503; and it recovers by itself", async () => {
    const client = await owner();
    const other = await owner();
    const settings = await client.get("/api/org/settings");
    await platform.postgres.stop();
    try {
      expect((await client.get("/api/me")).status).toBe(200);

      for (const reply of [
        await client.get("/api/org/members"),
        await visitor().post("/api/auth/sign-in/email", { email: "owner@acme.test", password }),
        await client.patch(
          "/api/org/settings",
          { appName: "Lost" },
          { headers: { "if-match": settings.headers.get("etag") } },
        ),
        await visitor("never-seen.app.localhost").get("/api/tenancy/current"),
      ]) {
        expect([reply.status, reply.json?.code], reply.text).toEqual([503, "UNAVAILABLE"]);
        expect(reply.headers.get("retry-after")).not.toBeNull();
      }

      expect((await other.post("/api/auth/sign-out")).status).toBe(200);
      expect((await other.get("/api/me")).status).toBe(401);
      expect((await client.get("/api/org/settings")).json.appName).toBe(settings.json.appName);
    } finally {
      await platform.postgres.start();
    }

    expect((await client.get("/api/org/members")).status).toBe(200);
    expect((await client.get("/api/org/settings")).json).toEqual(settings.json);
    const log = await eventually(
      async () => (await client.get("/api/org/audit-logs?limit=100")).json.items as { event: string }[],
      (items) => items.some((item) => item.event === "user.signed_out"),
    );
    expect(log.filter((item) => item.event === "user.signed_out")).toHaveLength(1);
    const after = await client.get("/api/org/settings");
    const changed = await client.patch(
      "/api/org/settings",
      { appName: "Back" },
      { headers: { "if-match": after.headers.get("etag") } },
    );
    expect(changed.status, changed.text).toBe(200);
  });

  test("a gatekeeper that was evicted still admits and still refuses", async () => {
    const client = await owner();
    const gone = await owner();
    const stolen = gone.at(gone.host);
    await gone.post("/api/auth/sign-out");
    const { organizationId } = (await client.get("/api/tenancy/current")).json;
    await platform.postgres.stop();
    try {
      // It may still be waiting for PostgreSQL, and an object that waits is not evicted.
      await expect
        .poll(
          () =>
            platform.evictCoordinator(organizationId).then(
              () => true,
              () => false,
            ),
          { timeout: 60_000 },
        )
        .toBe(true);
      expect((await client.get("/api/me")).status).toBe(200);
      expect((await stolen.get("/api/me")).status).toBe(401);
    } finally {
      await platform.postgres.start();
    }
  });
});

test("everything survives a restart of the whole platform: sessions, refusals, tenants, mail", async () => {
  const client = await owner();
  const gone = await owner();
  const stolen = gone.at(gone.host);
  await gone.post("/api/auth/sign-out");
  await platform.stop();
  platform = await startPlatform(options);
  const again = (before: Client) => new Client(platform.port, before.host, before.cookies);
  expect((await again(client).get("/api/me")).status).toBe(200);
  expect((await again(stolen).get("/api/me")).status).toBe(401);
  expect((await visitor("globex.app.localhost").get("/api/tenancy/current")).status).toBe(200);
});

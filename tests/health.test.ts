import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { platformHealth } from "../src/health/contract.ts";
import { createdTenant, newOperator, refusal, throughAccess } from "./admin-world.ts";
import { Client, type Json } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";
import { eventually, password, uniqueSlug } from "./world.ts";

const options = ownState("health");

let platform: WatchedPlatform;
beforeAll(async () => {
  platform = await startWatchedPlatform(options);
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

const visitor = (host: string): Client => new Client(platform.port, host);
const apex = (): Client => visitor("app.localhost");
const ops = (): Promise<Client> => throughAccess("ops@gatehouse.test", platform.port);

/** The platform's own report, once it says this overall. */
function reported(status: string): Promise<Json> {
  return eventually(
    async () => {
      const reply = await apex().get("/api/health");
      expect(reply.status).toBe(200);
      return reply.json;
    },
    (report) => report.status === status,
  );
}

function statuses(report: Json): Record<string, string> {
  return Object.fromEntries(report.components.map((part: Json) => [part.name, part.status]));
}

/** Nothing of what only the platform's own people may know. */
function expectDiscreet(text: string): void {
  expect(text).not.toMatch(/acme|globex|org_|127\.0\.0\.1|:\d{4,5}\b|ECONN|gatehouse_|error|stack|timeout|at \w+ \(/i);
}

describe("the platform's own health", () => {
  test("a healthy platform says so of each of its parts", async () => {
    const report = await reported("ok");
    expect(platformHealth.parse(report)).toEqual(report);
    expect(statuses(report)).toEqual({ database: "ok", identity: "ok", gatekeepers: "ok", hints: "ok" });
    expect(Math.abs(Date.parse(report.checkedAt) - Date.now())).toBeLessThan(60_000);
    expectDiscreet(JSON.stringify(report));
  });

  test("is told at the apex and nowhere else", async () => {
    for (const host of ["acme.app.localhost", "nobody.app.localhost", "app.acme.example", "www.nowhere.test"]) {
      const reply = await visitor(host).get("/api/health");
      const unknown = await visitor(host).get("/api/no-such-path");
      expect(refusal(reply)).toEqual([404, "NOT_FOUND"]);
      expect(refusal(reply)).toEqual(refusal(unknown));
    }
    expect((await apex().post("/api/health")).status).toBe(404);
  });

  test("cannot be used to hammer the database or the gatekeepers", async () => {
    await reported("ok");
    await platform.calls();
    const before = platform.spokenToPostgres("server");
    const replies = await Promise.all(Array.from({ length: 200 }, () => apex().get("/api/health")));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await platform.calls())["health"] ?? 0).toBeLessThan(10);
    // Connecting, asking and leaving is a handful of messages.
    expect(platform.spokenToPostgres("server") - before).toBeLessThan(100);
  });

  test("while PostgreSQL is stopped it is degraded, says what that means, and is well again afterwards", async () => {
    const client = visitor("acme.app.localhost");
    const signedIn = await client.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
    expect(signedIn.status, signedIn.text).toBe(200);
    await platform.postgres.stop();
    try {
      const report = await reported("degraded");
      expect(statuses(report)).toEqual({ database: "down", identity: "degraded", gatekeepers: "ok", hints: "ok" });
      expectDiscreet(JSON.stringify(report));
      // What the report says of people who are signed in, and of those who are not, is so.
      expect((await client.get("/api/me")).status).toBe(200);
      const attempt = await visitor("acme.app.localhost").post("/api/auth/sign-in/email", {
        email: "owner@acme.test",
        password,
      });
      expect(refusal(attempt)).toEqual([503, "UNAVAILABLE"]);
      expect((await client.post("/api/auth/sign-out")).status).toBe(200);
      expect((await client.get("/api/me")).status).toBe(401);
    } finally {
      await platform.postgres.start();
    }
    expect(statuses(await reported("ok"))).toMatchObject({ database: "ok", identity: "ok" });
  });

  test("while gatekeepers do not answer it is down, because nobody is admitted", async () => {
    await platform.fault({});
    try {
      const report = await reported("down");
      expect(statuses(report)).toEqual({ database: "ok", identity: "degraded", gatekeepers: "down", hints: "ok" });
      expectDiscreet(JSON.stringify(report));
    } finally {
      await platform.fault(null);
    }
    await reported("ok");
  });
});

describe("the platform's health for operators", () => {
  test("is what everyone can read, for every role that may see the system", async () => {
    const client = await ops();
    for (const role of ["support", "security"]) {
      const { client: other } = await newOperator(role, client);
      const reply = await other.get("/api/admin/system/health");
      expect(reply.status, reply.text).toBe(200);
      expect(platformHealth.parse(reply.json)).toEqual(reply.json);
    }
    const outside = await visitor("admin.localhost").get("/api/admin/system/health");
    expect(outside.status).toBe(401);
  });
});

describe("the health of a tenant's gatekeeper", () => {
  /** A tenant with its owner signed in, and what its gatekeeper says of itself. */
  async function tenantWithOwner() {
    const client = await ops();
    const tenant = await createdTenant(client);
    const host = `${tenant.slug}.app.localhost`;
    const owner = visitor(host);
    const accepted = await owner.post(`/api/invitations/accept/${tenant.invitationId}`, { name: "Olivia", password });
    expect(accepted.status, accepted.text).toBe(200);
    const signIn = async (): Promise<Client> => {
      const person = visitor(host);
      const reply = await person.post("/api/auth/sign-in/email", { email: tenant.primaryAdminEmail, password });
      expect(reply.status, reply.text).toBe(200);
      return person;
    };
    const health = async (): Promise<Json> => {
      const reply = await client.get(`/api/admin/tenants/${tenant.id}/health`);
      expect(reply.status, reply.text).toBe(200);
      return reply.json;
    };
    const sql = (query: string) => platform.coordinatorSql(tenant.id, query);
    return { ...tenant, host, ops: client, owner, signIn, health, sql };
  }

  type World = Awaited<ReturnType<typeof tenantWithOwner>>;

  /** What was counted while something happened. */
  async function countedDuring(world: World, happen: () => Promise<unknown>): Promise<Record<string, number>> {
    const flat = ({ counts: { refused, ...rest } }: Json): Record<string, number> => ({ ...rest, ...refused });
    const before = flat(await world.health());
    await happen();
    const after = flat(await world.health());
    const changes = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    return Object.fromEntries(changes.filter(([, more]) => more !== 0));
  }

  test("says what it holds at the moment it is asked", async () => {
    const world = await tenantWithOwner();
    await world.signIn();
    // A new gatekeeper takes it that leases are out until it knows better, a second later.
    await expect.poll(async () => (await world.health())["leasing"], { timeout: 20_000 }).toBe(false);
    const health = await world.health();
    expect(health).toEqual({
      checkedAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
      database: "reachable",
      revision: expect.any(Number),
      sessionVersion: expect.any(Number),
      configVersion: expect.any(Number),
      openSessions: 2,
      liveSockets: 0,
      leasing: false,
      pendingEffects: expect.any(Number),
      change: "none",
      counts: {
        admitted: expect.any(Number),
        repeated: 0,
        refused: {
          host_moved: 0,
          suspended: 0,
          signed_out: 0,
          session_revoked: 0,
          user_revoked: 0,
          org_revoked: 0,
          expired: 0,
          idle: 0,
          overloaded: 0,
          unreachable: 0,
        },
      },
    });
    const ended = await world.ops.post(`/api/admin/tenants/${world.id}/sessions/revoke-all`, { reason: "drill" });
    expect(ended.json).toEqual({ closed: 2 });
    const after = await world.health();
    expect(after.openSessions).toBe(0);
    expect(after.sessionVersion).toBeGreaterThan(health.sessionVersion);
  });

  test("every kind of refusal raises its own count by one, and an admission that of admissions", async () => {
    const world = await tenantWithOwner();
    const ask = (client: Client) => async () => (await client.get("/api/me")).status;
    const kinds: Record<string, () => Promise<Client>> = {
      admitted: () => world.signIn(),
      signed_out: async () => {
        const client = await world.signIn();
        await world.sql("delete from sessions where closed_as is null and as_of = (select max(as_of) from sessions)");
        return client;
      },
      session_revoked: async () => {
        const client = await world.signIn();
        const { id } = (await client.get("/api/me")).json.session;
        const owner = await world.signIn();
        expect((await owner.delete(`/api/sessions/${id}`)).status).toBe(200);
        return client;
      },
      user_revoked: async () => {
        const client = await world.signIn();
        expect((await (await world.signIn()).post("/api/sessions/revoke-others")).status).toBe(200);
        return client;
      },
      expired: async () => {
        const client = await world.signIn();
        await world.sql("update sessions set expires_at = 1 where closed_as is null");
        return client;
      },
      idle: async () => {
        const client = await world.signIn();
        await world.sql("update sessions set last_seen_at = 1 where closed_as is null");
        return client;
      },
      org_revoked: async () => {
        const client = await world.signIn();
        await world.ops.post(`/api/admin/tenants/${world.id}/sessions/revoke-all`, { reason: "drill" });
        return client;
      },
      host_moved: async () => {
        const client = await world.signIn();
        const host = `${uniqueSlug("moved")}.app.localhost`;
        const hints = await platform.workers.getKVNamespace("HINTS", "gatehouse-server");
        await hints.put(`host:${host}`, JSON.stringify({ organizationId: world.id, homeRegion: "weur" }));
        return client.at(host);
      },
    };
    for (const [kind, prepare] of Object.entries(kinds)) {
      const client = await prepare();
      expect(await countedDuring(world, ask(client)), kind).toEqual({ [kind]: 1 });
    }
    const client = await world.signIn();
    await world.ops.post(`/api/admin/tenants/${world.id}/suspend`, { reason: "drill" });
    expect(await countedDuring(world, ask(client))).toEqual({ suspended: 1 });
  });

  test.each([
    ["overloaded", { overloaded: true }, "OVERLOADED"],
    ["unreachable", {}, "UNAVAILABLE"],
  ] as const)(
    "requests it left unanswered, being %s, are counted when it answers the same isolate again",
    async (kind, fault, code) => {
      const world = await tenantWithOwner();
      const counted = await countedDuring(world, async () => {
        await platform.fault(fault);
        expect(refusal(await world.owner.get("/api/me"))).toEqual([503, code]);
        expect(refusal(await world.ops.get(`/api/admin/tenants/${world.id}/health`))).toEqual([503, code]);
        await platform.fault(null);
        expect((await world.owner.get("/api/me")).status).toBe(200);
      });
      expect(counted).toEqual({ [kind]: 1, admitted: 1 });
    },
  );

  test("acts that waited for PostgreSQL are no longer counted as waiting once they are there", async () => {
    const world = await tenantWithOwner();
    const other = await world.signIn();
    await eventually(world.health, ({ pendingEffects }) => pendingEffects === 0);
    await platform.postgres.stop();
    try {
      expect((await other.post("/api/auth/sign-out")).status).toBe(200);
      expect(refusal(await world.ops.get(`/api/admin/tenants/${world.id}/health`))).toEqual([503, "UNAVAILABLE"]);
      expect((await world.sql("select count(*) as pending from effects"))[0]).toEqual({ pending: 1 });
    } finally {
      await platform.postgres.start();
    }
    const settled = await eventually(world.health, ({ pendingEffects }) => pendingEffects === 0);
    expect(settled).toMatchObject({ database: "reachable", openSessions: 1 });
  });

  test("is for every operator who may read tenants, and an unknown tenant is not found", async () => {
    const world = await tenantWithOwner();
    for (const role of ["support", "security"]) {
      const { client } = await newOperator(role, world.ops);
      expect((await client.get(`/api/admin/tenants/${world.id}/health`)).status).toBe(200);
    }
    const unknown = await world.ops.get("/api/admin/tenants/org_doesnotexist/health");
    expect(refusal(unknown)).toEqual([404, "NOT_FOUND"]);
    expect((await visitor("admin.localhost").get(`/api/admin/tenants/${world.id}/health`)).status).toBe(401);
    expect((await world.owner.get(`/api/admin/tenants/${world.id}/health`)).status).toBe(404);
  });

  test("of a deleted tenant's there is still something to learn, because it goes on refusing", async () => {
    const world = await tenantWithOwner();
    expect((await world.ops.delete(`/api/admin/tenants/${world.id}`)).status).toBe(200);
    expect((await world.health()).openSessions).toBe(0);
    expect(await countedDuring(world, () => world.owner.get("/api/me"))).toEqual({ host_moved: 1 });
  });
});

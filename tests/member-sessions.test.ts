import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlatform, type Platform } from "../local/platform.ts";
import { Client, type Json } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { eventually, newMember, newTenant, password, signIn, tokenOf, visitor, type Tenant } from "./world.ts";

type Member = Awaited<ReturnType<typeof newMember>>;

let tenant: Tenant;
let other: Tenant;
let admin: Member;
beforeAll(async () => {
  tenant = await newTenant("watch");
  other = await newTenant("thief");
  admin = await newMember(tenant, "admin");
});

const listOf = (id: string) => `/api/org/members/${id}/sessions`;
const allOf = (id: string) => `/api/org/members/${id}/sessions/revoke-all`;
const one = (id: string) => `/api/sessions/${id}`;

async function idOf(client: Client): Promise<{ user: string; session: string }> {
  const { user, session } = (await client.get("/api/me")).json;
  return { user: user.id, session: session.id };
}

async function meOf(client: Client): Promise<[number, string | undefined]> {
  const reply = await client.get("/api/me");
  return [reply.status, reply.json.code];
}

/** The entry of an event about a target, once the log holds it: it follows the acknowledgement. */
async function entryOf(client: Client, event: string, targetId: string): Promise<Json> {
  const isIt = (item: Json) => item.event === event && item.target?.id === targetId;
  const items = await eventually<Json[]>(
    async () => (await client.get("/api/org/audit-logs?limit=100")).json.items,
    (all) => all.some(isIt),
  );
  return items.find(isIt);
}

describe("an admin", () => {
  test("sees where a member is signed in, exactly as the member does, and which session is their own", async () => {
    const member = await newMember(tenant);
    await signIn(tenant.host, member.email);
    const seen = await admin.client.get(listOf(member.id));
    expect(seen.status, seen.text).toBe(200);
    expect(seen.json.items).toHaveLength(2);
    expect(seen.json.items.some((session: Json) => session.current)).toBe(false);
    const own = await member.client.get("/api/sessions");
    // What depends on who asks and when is set aside.
    const lasting = (session: Json) => ({ ...session, current: null, lastSeenAt: null, idleExpiresAt: null });
    const byId = (left: Json, right: Json) => left.id.localeCompare(right.id);
    expect(seen.json.items.map(lasting).toSorted(byId)).toEqual(own.json.items.map(lasting).toSorted(byId));
    expect(seen.json.nextCursor).toBeNull();

    const { user, session } = await idOf(admin.client);
    const mine = (await admin.client.get(listOf(user))).json.items;
    expect(mine.filter((entry: Json) => entry.current).map((entry: Json) => entry.id)).toEqual([session]);
  });

  test("ends one session of a member, which is refused from then on; the log names both", async () => {
    const member = await newMember(tenant);
    const elsewhere = await signIn(tenant.host, member.email);
    const { session } = await idOf(elsewhere);
    const ended = await admin.client.delete(one(session));
    expect([ended.status, ended.json]).toEqual([200, { closed: 1 }]);
    expect(await meOf(elsewhere)).toEqual([401, "SESSION_REVOKED"]);
    expect((await member.client.get("/api/me")).status).toBe(200);
    expect((await admin.client.delete(one(session))).status).toBe(404);
    const entry = await entryOf(tenant.owner, "session.revoked", session);
    expect(entry.actor).toMatchObject({ type: "user", id: admin.id });
    expect(entry.data).toMatchObject({ reason: "ended_by_admin", userId: member.id, email: member.email });
  });

  test("ends all sessions of a member at once, their tokens and pages included", async () => {
    const member = await newMember(tenant);
    const elsewhere = await signIn(tenant.host, member.email);
    const authorization = `Bearer ${await tokenOf(member.client)}`;
    const ended = await admin.client.post(allOf(member.id));
    expect([ended.status, ended.json]).toEqual([200, { closed: 2 }]);
    expect(await meOf(elsewhere)).toEqual([401, "USER_REVOKED"]);
    expect(await meOf(member.client)).toEqual([401, "USER_REVOKED"]);
    const byToken = await (await visitor(tenant.host)).get("/api/me", { headers: { authorization } });
    expect([byToken.status, byToken.json.code]).toEqual([401, "USER_REVOKED"]);
    expect((await admin.client.get(listOf(member.id))).json.items).toEqual([]);
    const entry = await entryOf(tenant.owner, "user.sessions_revoked", member.id);
    expect(entry.actor.id).toBe(admin.id);
    expect(entry.data).toMatchObject({ reason: "ended_by_admin", closed: 2 });
    // Signed out is not locked out, and nobody is left to sign out.
    await signIn(tenant.host, member.email);
    expect((await admin.client.post(allOf(member.id))).json).toEqual({ closed: 1 });
    expect((await admin.client.post(allOf(member.id))).json).toEqual({ closed: 0 });
  });

  test("reaches admins, and nobody above: an owner's sessions are neither seen nor ended", async () => {
    const second = await newMember(tenant, "admin");
    const { session } = await idOf(second.client);
    expect((await admin.client.get(listOf(second.id))).status).toBe(200);
    expect((await admin.client.delete(one(session))).status).toBe(200);
    expect((await second.client.get("/api/me")).status).toBe(401);

    const owner = await idOf(tenant.owner);
    for (const reply of [await admin.client.get(listOf(owner.user)), await admin.client.post(allOf(owner.user))]) {
      expect([reply.status, reply.json.code]).toEqual([403, "FORBIDDEN"]);
    }
    const single = await admin.client.delete(one(owner.session));
    expect([single.status, single.json.code]).toEqual([404, "NOT_FOUND"]);
    expect((await tenant.owner.get("/api/me")).status).toBe(200);
  });

  test("who ends a session of their own is told of in the log as ending their own", async () => {
    const elsewhere = await signIn(tenant.host, admin.email);
    const { session } = await idOf(elsewhere);
    expect((await admin.client.delete(one(session))).status).toBe(200);
    expect((await entryOf(tenant.owner, "session.revoked", session)).data.reason).toBe("ended_by_user");
  });

  test("reaches no further than their role does now: it ends with a demotion, on the next request", async () => {
    const second = await newMember(tenant, "admin");
    const member = await newMember(tenant);
    expect((await second.client.get(listOf(member.id))).status).toBe(200);
    await tenant.owner.patch(`/api/org/members/${second.id}`, { role: "member" });
    const { session } = await idOf(member.client);
    expect((await second.client.get(listOf(member.id))).status).toBe(403);
    expect((await second.client.post(allOf(member.id))).status).toBe(403);
    expect((await second.client.delete(one(session))).status).toBe(404);
    expect((await member.client.get("/api/me")).status).toBe(200);
  });

  test("cannot end the sessions of an admin who has become an owner meanwhile", async () => {
    const rising = await newMember(tenant, "admin");
    const { session } = await idOf(rising.client);
    await tenant.owner.patch(`/api/org/members/${rising.id}`, { role: "owner" });
    expect((await admin.client.get(listOf(rising.id))).status).toBe(403);
    expect((await admin.client.post(allOf(rising.id))).status).toBe(403);
    expect((await admin.client.delete(one(session))).status).toBe(404);
    expect((await rising.client.get("/api/me")).status).toBe(200);
  });
});

test("an owner reaches everybody, other owners and themselves", async () => {
  const second = await newMember(tenant, "owner");
  const { session } = await idOf(second.client);
  expect((await tenant.owner.get(listOf(second.id))).json.items).toHaveLength(1);
  expect((await tenant.owner.delete(one(session))).status).toBe(200);
  expect((await second.client.get("/api/me")).status).toBe(401);
  const back = await signIn(tenant.host, second.email);
  expect((await back.post(allOf(second.id))).json).toEqual({ closed: 1 });
  expect((await back.get("/api/me")).status).toBe(401);
});

test("a member sees and ends only their own", async () => {
  const member = await newMember(tenant);
  const colleague = await newMember(tenant);
  const { session } = await idOf(colleague.client);
  for (const id of [colleague.id, member.id]) {
    expect((await member.client.get(listOf(id))).status).toBe(403);
    expect((await member.client.post(allOf(id))).status).toBe(403);
  }
  expect((await member.client.delete(one(session))).status).toBe(404);
  expect((await colleague.client.get("/api/me")).status).toBe(200);
});

describe("another tenant's owner", () => {
  test("learns nothing of sessions here and ends none, with the ids or with stolen cookies", async () => {
    const member = await newMember(tenant);
    const { session } = await idOf(member.client);
    const unknown = await other.owner.get(listOf("usr_nobody"));
    for (const reply of [
      await other.owner.get(listOf(member.id)),
      await other.owner.post(allOf(member.id)),
      await other.owner.delete(one(session)),
    ]) {
      expect([reply.status, reply.json.code, reply.json.title]).toEqual([404, "NOT_FOUND", unknown.json.title]);
    }
    const thief = other.owner.at(tenant.host);
    expect((await thief.get(listOf(member.id))).status).toBe(401);
    const bearer = { headers: { authorization: `Bearer ${await tokenOf(other.owner)}`, cookie: null } };
    const here = await visitor(tenant.host);
    expect((await here.get(listOf(member.id), bearer)).status).toBe(401);
    expect((await here.post(allOf(member.id), {}, bearer)).status).toBe(401);
    expect((await here.delete(one(session), bearer)).status).toBe(401);
    expect((await member.client.get("/api/me")).status).toBe(200);
  });
});

describe("what asks wrongly", () => {
  test("of nobody is 404", async () => {
    expect((await tenant.owner.get(listOf("usr_nobody"))).status).toBe(404);
    expect((await tenant.owner.post(allOf("usr_nobody"))).status).toBe(404);
    expect((await tenant.owner.delete(one("ses_nobody"))).status).toBe(404);
  });

  test("of who was removed is 404: nobody's sessions are left to see", async () => {
    const member = await newMember(tenant);
    const { session } = await idOf(member.client);
    expect((await tenant.owner.delete(`/api/org/members/${member.id}`)).status).toBe(204);
    expect((await tenant.owner.get(listOf(member.id))).status).toBe(404);
    expect((await tenant.owner.delete(one(session))).status).toBe(404);
  });

  test("is 400 for what cannot be an id or a body, and changes nothing", async () => {
    const member = await newMember(tenant);
    const long = "x".repeat(101);
    expect((await tenant.owner.get(listOf(long))).status).toBe(400);
    expect((await tenant.owner.post(allOf(long))).status).toBe(400);
    expect((await tenant.owner.delete(one(long))).status).toBe(400);
    expect((await tenant.owner.post(allOf(member.id), { except: "me" })).status).toBe(400);
    expect((await tenant.owner.post(allOf(member.id), {}, { raw: "{" })).status).toBe(400);
    expect((await member.client.get("/api/me")).status).toBe(200);
  });

  test("is 401 without a session and 403 from another site's page", async () => {
    const member = await newMember(tenant);
    const { session } = await idOf(member.client);
    const nobody = await visitor(tenant.host);
    expect((await nobody.get(listOf(member.id))).status).toBe(401);
    expect((await nobody.post(allOf(member.id))).status).toBe(401);
    expect((await nobody.delete(one(session))).status).toBe(401);
    for (const origin of [other.owner.origin, null]) {
      const forged = { headers: { origin } };
      for (const reply of [
        await tenant.owner.post(allOf(member.id), {}, forged),
        await tenant.owner.delete(one(session), forged),
      ]) {
        expect([reply.status, reply.json.code]).toEqual([403, "ORIGIN_REFUSED"]);
      }
    }
    expect((await member.client.get("/api/me")).status).toBe(200);
  });
});

test("many admins who end the same member's sessions at once are all answered, and it is over", async () => {
  const member = await newMember(tenant);
  await Promise.all(Array.from({ length: 8 }, () => signIn(tenant.host, member.email)));
  const sessions: Json[] = (await tenant.owner.get(listOf(member.id))).json.items;
  expect(sessions).toHaveLength(9);
  const replies = await Promise.all([
    ...sessions.map(({ id }) => tenant.owner.delete(one(id))),
    ...sessions.map(({ id }) => admin.client.delete(one(id))),
    admin.client.post(allOf(member.id)),
  ]);
  for (const reply of replies) expect([200, 404], reply.text).toContain(reply.status);
  expect(replies.reduce((sum, { json }) => sum + (json.closed ?? 0), 0)).toBe(9);
  expect((await member.client.get("/api/me")).status).toBe(401);
});

describe("while Postgres is down", () => {
  const options = ownState("watch-outage");
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform(options);
  });
  afterAll(async () => {
    await platform.stop();
    await forgetState(options);
  });

  const acme = () => new Client(platform.port, "acme.app.localhost");

  async function invited(owner: Client, role: string): Promise<Client> {
    const email = `${role}@acme.test`;
    const invitation = await owner.post("/api/org/invitations", { email, role });
    const client = acme();
    const accepted = await client.post(`/api/invitations/accept/${invitation.json.id}`, { name: role, password });
    expect(accepted.status, accepted.text).toBe(200);
    return client;
  }

  test("sessions of who is signed in are seen and ended; of the others nothing can be said", async () => {
    const owner = acme();
    await owner.post("/api/auth/sign-in/email", { email: "owner@acme.test", password });
    const steward = await invited(owner, "admin");
    const member = await invited(owner, "member");
    const { user, session } = await idOf(member);
    const away = (await idOf(steward)).user;
    const elsewhere = acme();
    await elsewhere.post("/api/auth/sign-in/email", { email: "member@acme.test", password });
    const stewardElsewhere = acme();
    await stewardElsewhere.post("/api/auth/sign-in/email", { email: "admin@acme.test", password });

    await platform.postgres.stop();
    try {
      expect((await steward.get(listOf(user))).json.items).toHaveLength(2);
      expect((await steward.delete(one(session))).json).toEqual({ closed: 1 });
      expect((await member.get("/api/me")).status).toBe(401);
      expect((await steward.post(allOf(user))).json).toEqual({ closed: 1 });
      expect((await elsewhere.get("/api/me")).status).toBe(401);
      expect((await steward.post(allOf((await idOf(owner)).user))).status).toBe(403);
      expect((await owner.get("/api/me")).status).toBe(200);

      const unknown = await owner.get(listOf(user));
      expect([unknown.status, unknown.json.code]).toEqual([503, "UNAVAILABLE"]);
      expect(unknown.headers.get("retry-after")).not.toBeNull();
      expect((await owner.post(allOf("usr_nobody"))).status).toBe(503);
      expect((await owner.post(allOf(away))).json).toEqual({ closed: 2 });
      expect((await steward.get("/api/me")).status).toBe(401);
    } finally {
      await platform.postgres.start();
    }

    expect((await owner.get(listOf(user))).json.items).toEqual([]);
    expect((await entryOf(owner, "session.revoked", session)).data.reason).toBe("ended_by_admin");
    expect((await entryOf(owner, "user.sessions_revoked", user)).data).toMatchObject({ closed: 1 });
  });
});

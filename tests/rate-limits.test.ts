import { beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import {
  accept,
  auditWith,
  eventually,
  newMember,
  newTenant,
  password,
  signIn,
  tenantHost,
  uniqueSlug,
  visitor,
  type Tenant,
} from "./world.ts";

let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  [tenant, other] = [await newTenant("limits"), await newTenant("others")];
});

const current = "/api/tenancy/current";

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

function refusal(reply: Reply): [number, string] {
  expect(Number(reply.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  return [reply.status, reply.json.code];
}

/** What is counted by the minute, again until no minute ended in between: the local limiter goes by the clock's. */
async function inOneMinute<Value>(run: () => Promise<Value>): Promise<Value> {
  const minute = () => Math.floor(Date.now() / 60_000);
  for (;;) {
    const before = minute();
    const value = await run();
    if (minute() === before) return value;
  }
}

/** So many requests, twenty at a time; how often each status came. */
async function flood(count: number, request: (number: number) => Promise<Reply>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let start = 0; start < count; start += 20) {
    const numbers = Array.from({ length: Math.min(20, count - start) }, (_, index) => start + index);
    for (const { status } of await Promise.all(numbers.map(request))) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe("one network address", () => {
  test("may come to one tenant's door three hundred times a minute; other addresses and other tenants' doors stay open", async () => {
    const credentials = { email: tenant.ownerEmail, password };
    const { seen, refused, open } = await inOneMinute(async () => {
      const flooder = await visitor(tenant.host);
      const floods = await flood(301, () => flooder.get(current));
      const tried = [await flooder.get("/api/auth/jwks"), await flooder.post("/api/auth/sign-in/email", credentials)];
      const others = [await visitor(tenant.host), flooder.neighbour(other.host)];
      const opened = await Promise.all(others.map((client) => client.get(current)));
      // Who is signed in is known by more than an address.
      const neighbour = flooder.neighbour();
      for (const [name, value] of tenant.owner.cookies) neighbour.cookies.set(name, value);
      const signedIn = await neighbour.get("/api/me");
      return { seen: floods, refused: tried, open: [...opened, signedIn] };
    });
    expect(seen).toEqual({ 200: 300, 429: 1 });
    expect(refused.map(refusal)).toEqual(times(2, [429, "RATE_LIMITED"]));
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("is the one the edge saw: headers that claim another change nothing, in no spelling of the host", async () => {
    const claims = ["cf-connecting-ip", "x-forwarded-for", "x-real-ip", "true-client-ip", "forwarded"];
    const hosts = [tenant.host, tenant.host.toUpperCase(), `${tenant.host}.`, `${tenant.host}:1`];
    const seen = await inOneMinute(async () => {
      const flooder = await visitor(tenant.host);
      return flood(304, (number) => {
        const claimed = claims.map((name) => [name, `203.0.113.${number % 250}`]);
        const host = hosts[number % hosts.length] ?? tenant.host;
        return flooder.get(current, { headers: { ...Object.fromEntries(claimed), host } });
      });
    });
    expect(seen).toEqual({ 200: 300, 429: 4 });
  });

  test("that asks for hosts nobody knows is stopped before each of them is looked up", async () => {
    const { seen, page, known, stranger } = await inOneMinute(async () => {
      const sprayer = await visitor(tenant.host);
      const unknown = () => sprayer.neighbour(tenantHost(uniqueSlug("no")));
      return {
        seen: await flood(310, (number) => unknown().get(number % 2 === 0 ? current : "/api/me")),
        page: await unknown().get("/login"),
        known: await sprayer.neighbour(tenant.host).get(current),
        stranger: await (await visitor(tenantHost(uniqueSlug("no")))).get(current),
      };
    });
    expect(seen).toEqual({ 404: 300, 429: 10 });
    expect([page.status, page.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    // Whoever is remembered needs no look-up, and another address has its own.
    expect([known.status, stranger.status]).toEqual([200, 404]);
  });

  test("that tries many accounts is stopped at a hundred failures; other addresses, tenants and accounts go on", async () => {
    const sprayer = await visitor(tenant.host);
    const member = await newMember(tenant);
    const statuses: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      const attempts = Array.from({ length: 10 }, (_, index) =>
        sprayer.post("/api/auth/sign-in/email", {
          email: `person-${round}-${index}@spray.test`,
          password: "Spring2026!",
        }),
      );
      statuses.push(...(await Promise.all(attempts)).map(({ status }) => status));
    }
    expect(statuses).toEqual([...times(100, 401), ...times(10, 429)]);
    const refused = await sprayer.post("/api/auth/sign-in/email", { email: member.email, password });
    expect(refusal(refused)).toEqual([429, "RATE_LIMITED"]);
    await signIn(tenant.host, member.email);
    const elsewhere = await sprayer
      .neighbour(other.host)
      .post("/api/auth/sign-in/email", { email: other.ownerEmail, password });
    expect(elsewhere.status).toBe(200);
    const log = await auditWith(tenant.owner, "address.blocked");
    const blocked = log.filter(({ event }) => event === "address.blocked");
    expect(blocked).toHaveLength(1);
    expect(blocked[0]).toMatchObject({ target: { type: "address", id: sprayer.address }, data: { failures: 100 } });
  });

  test("may try a hundred links that were never mailed, of all kinds together, and not find one with the next", async () => {
    const searcher = await visitor(tenant.host);
    const invited = await tenant.owner.post("/api/org/invitations", { email: "real@people.test", role: "member" });
    const tries = [
      () => searcher.get(`/api/invitations/inv_${"0".repeat(40)}`),
      () => searcher.post(`/api/invitations/accept/inv_${"0".repeat(40)}`, { name: "Eve", password }),
      () => searcher.post("/api/auth/reset-password", { token: "guessed", newPassword: password }),
    ];
    for (let count = 0; count < 100; count += 1) expect((await tries[count % 3]?.())?.status).toBe(404);
    for (const attempt of tries) expect(refusal(await attempt())).toEqual([429, "RATE_LIMITED"]);
    const real = `/api/invitations/${invited.json.id}`;
    expect(refusal(await searcher.get(real))).toEqual([429, "RATE_LIMITED"]);
    // A link that works is no try, however often it is opened.
    const invitee = await visitor(tenant.host);
    for (let count = 0; count < 105; count += 1) expect((await invitee.get(real)).status).toBe(200);
  });
});

test("whoever holds a link that is used up writes a hundred refusals into the log with it, and no more", async () => {
  const pool = await newTenant("stale");
  const invited = await pool.owner.post("/api/org/invitations", { email: "real@people.test", role: "member" });
  await accept(pool.host, invited.json.id, "Real");
  const path = `/api/invitations/accept/${invited.json.id}`;
  const holder = await visitor(pool.host);
  for (let count = 0; count < 100; count += 1) {
    expect((await holder.post(path, { name: "Eve", password })).status).toBe(410);
  }
  expect(refusal(await holder.post(path, { name: "Eve", password }))).toEqual([429, "RATE_LIMITED"]);
  const log = await pool.owner.get("/api/org/audit-logs?event=invitation.refused&limit=100");
  expect(log.json.items).toHaveLength(100);
});

describe("reset links", () => {
  test("are mailed ten times an hour for one account, and refused alike for one that does not exist", async () => {
    const member = await newMember(tenant);
    const ask = async (email: string) =>
      (await visitor(tenant.host)).post("/api/auth/request-password-reset", { email });
    const shown = ({ status, json }: Reply) => {
      const { requestId: _requestId, ...body } = json;
      return { status, body };
    };
    const outcomes = await Promise.all(
      [member.email, "nobody@nowhere.test"].map(async (email) => {
        const replies: Reply[] = [];
        for (let count = 0; count < 11; count += 1)
          replies.push(await ask(count % 2 === 0 ? email : ` ${email.toUpperCase()}`));
        const last = replies.at(-1);
        if (last !== undefined) expect(refusal(last)).toEqual([429, "RATE_LIMITED"]);
        return replies.map(shown);
      }),
    );
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]?.map(({ status }) => status)).toEqual([...times(10, 200), 429]);
    // They are written after the answers.
    const mails = async () => {
      const [row] = await asSuperuser(
        (sql) => sql`
          select count(*)::int as mails from outbox
          where organization_id = ${tenant.id} and kind = 'mail.password-reset' and payload ->> 'userId' = ${member.id}`,
      );
      return Number(row?.["mails"]);
    };
    expect(await eventually(mails, (count) => count >= 10)).toBe(10);
  });

  test("are asked for thirty times an hour from one address, whoever they are for", async () => {
    const asker = await visitor(tenant.host);
    const statuses: number[] = [];
    for (let count = 0; count < 31; count += 1) {
      const email = `person-${count}@asks.test`;
      statuses.push((await asker.post("/api/auth/request-password-reset", { email })).status);
    }
    expect(statuses).toEqual([...times(30, 200), 429]);
  });
});

describe("invitations", () => {
  test("are sent a hundred times an hour by one member; what was not sent does not count, and colleagues go on", async () => {
    const mine = await newTenant("inviting");
    const colleague = await newMember(mine, "admin");
    const invite = (number: number) =>
      mine.owner.post("/api/org/invitations", { email: `guest-${number}@people.test`, role: "member" });
    // One was for the colleague; the same address again is refused, and not counted.
    const statuses: number[] = [];
    for (let number = 0; number < 99; number += 1) {
      statuses.push((await invite(number)).status);
      if (number < 5) expect((await invite(number)).status).toBe(409);
    }
    expect(statuses).toEqual(times(99, 201));
    expect(refusal(await invite(200))).toEqual([429, "RATE_LIMITED"]);
    const others = await colleague.client.post("/api/org/invitations", { email: "more@people.test", role: "member" });
    expect(others.status).toBe(201);
  });
});

describe("a tenant's own thresholds", () => {
  test("hold from the next attempt on, count what failed before, and are another tenant's business nowhere", async () => {
    const strict = await newTenant("strict");
    const guess = async (host: string, email: string) =>
      (await (await visitor(host)).post("/api/auth/sign-in/email", { email, password: "wrong" })).status;
    for (let count = 0; count < 4; count += 1) expect(await guess(strict.host, strict.ownerEmail)).toBe(401);
    const etag = (await strict.owner.get("/api/org/settings")).headers.get("etag");
    const tightened = await strict.owner.patch(
      "/api/org/settings",
      { accountFailureLimit: 3, addressFailureLimit: 10 },
      { headers: { "if-match": etag } },
    );
    expect(tightened.status, tightened.text).toBe(200);
    expect(await guess(strict.host, strict.ownerEmail)).toBe(429);
    const member = await newMember(strict);
    const together = await Promise.all(times(20, member.email).map((email) => guess(strict.host, email)));
    expect(together.toSorted((one, next) => one - next)).toEqual([...times(3, 401), ...times(17, 429)]);
    const sprayer = await visitor(strict.host);
    const sprayed: number[] = [];
    for (let count = 0; count < 11; count += 1) {
      const body = { email: `person-${count}@spray.test`, password: "wrong" };
      sprayed.push((await sprayer.post("/api/auth/sign-in/email", body)).status);
    }
    expect(sprayed).toEqual([...times(10, 401), 429]);
    for (let count = 0; count < 5; count += 1) expect(await guess(other.host, "somebody@nowhere.test")).toBe(401);
  });
});

describe("walks through the whole audit log", () => {
  test("are thirty exports an hour for one member; colleagues go on", async () => {
    const colleague = await newMember(tenant, "admin");
    const path = "/api/org/audit-logs/export?format=csv&event=tenant.created";
    for (let count = 0; count < 30; count += 1) expect((await colleague.client.get(path)).status).toBe(200);
    expect(refusal(await colleague.client.get(path))).toEqual([429, "RATE_LIMITED"]);
    expect((await tenant.owner.get(path)).status).toBe(200);
    expect((await colleague.client.get("/api/org/audit-logs/verify")).status).toBe(200);
  });
});

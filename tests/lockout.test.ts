import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { units } from "../local/units.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { Client, type Reply } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "./watched-platform.ts";
import { password } from "./world.ts";

const options = ownState("lockout");
let platform: WatchedPlatform;
let sql: postgres.Sql;
beforeAll(async () => {
  platform = await startWatchedPlatform({ ...options, servers: 2 });
  sql = postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql?.end();
  await platform?.stop();
  await forgetState(options);
});

interface Tenant {
  readonly id: string;
  readonly host: string;
  readonly owner: Client;
  readonly ownerEmail: string;
}

let tenants = 0;

async function newTenant(): Promise<Tenant> {
  tenants += 1;
  const slug = `lockout-${tenants}`;
  const ownerEmail = `owner@${slug}.test`;
  const operator = new Client(platform.port, "admin.localhost");
  await operator.post("/cdn-cgi/access/sign-in", { email: "ops@gatehouse.test" });
  const created = await operator.post("/api/admin/tenants", { slug, name: slug, primaryAdminEmail: ownerEmail });
  expect(created.status, created.text).toBe(201);
  const host = `${slug}.app.localhost`;
  const owner = visitor(host);
  await accept(owner, created.json.invitationId);
  return { id: created.json.orgId, host, owner, ownerEmail };
}

async function newMember({ owner, host }: Tenant, email: string): Promise<string> {
  const invited = await owner.post("/api/org/invitations", { email, role: "member" });
  expect(invited.status, invited.text).toBe(201);
  await accept(visitor(host), invited.json.id);
  return email;
}

async function accept(client: Client, invitationId: string): Promise<void> {
  const reply = await client.post(`/api/invitations/accept/${invitationId}`, { name: "Somebody", password });
  expect(reply.status, reply.text).toBe(200);
}

function visitor(host: string): Client {
  return new Client(platform.port, host);
}

function signIn(client: Client, email: string, secret = password): Promise<Reply> {
  return client.post("/api/auth/sign-in/email", { email, password: secret });
}

function guess(client: Client, email: string, number = 0): Promise<Reply> {
  return signIn(client, email, `a guess that is wrong ${number}`);
}

/** Guesses one after the other, each from an address of its own. */
async function guesses({ host }: Tenant, email: string, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < count; number += 1) statuses.push((await guess(visitor(host), email, number)).status);
  return statuses;
}

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

/** How many rows of an event a tenant's log holds. */
async function logged({ id }: Tenant, event: string): Promise<number> {
  const [row] = await sql`
    select count(*)::int as rows from audit_logs where organization_id = ${id} and event = ${event}`;
  return row?.["rows"];
}

describe("guessing the password of one account", () => {
  test("ends after ten guesses, for whoever guesses, and with the right password too", async () => {
    const tenant = await newTenant();
    expect(await guesses(tenant, tenant.ownerEmail, 12)).toEqual([...times(10, 401), 429, 429]);
    const right = await signIn(visitor(tenant.host), tenant.ownerEmail);
    expect([right.status, right.json.code]).toEqual([429, "RATE_LIMITED"]);
    expect(right.setCookies).toEqual([]);
    const seconds = Number(right.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    expect(await logged(tenant, "user.sign_in_failed")).toBe(10);
  });

  test("by two hundred at once is ten guesses, over two servers that know nothing of each other", async () => {
    const tenant = await newTenant();
    const [other = platform.port] = platform.otherServers;
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, number) => {
        const client = visitor(tenant.host);
        return guess(number % 2 === 0 ? client : client.through(other), tenant.ownerEmail, number);
      }),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
    // A machine that two hundred at once are too much for may say so, of those that it has not judged.
    const others = replies.flatMap(({ status }) => (status === 401 ? [] : [status]));
    expect(others.filter((status) => status !== 429 && status !== 503)).toEqual([]);
    expect(others).toContain(429);
    expect(await logged(tenant, "user.sign_in_failed")).toBe(10);
    expect((await signIn(visitor(tenant.host), tenant.ownerEmail)).status).toBe(429);
  });

  test("leaves everybody else of the tenant alone, also on the same network, and the whole of every other tenant", async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const colleague = await newMember(tenant, "colleague@people.test");
    const attacker = visitor(tenant.host);
    const flood = (async () => {
      for (let number = 0; number < 60; number += 1) await guess(attacker, tenant.ownerEmail, number);
    })();
    for (let round = 0; round < 5; round += 1) {
      for (const client of [visitor(tenant.host), attacker.neighbour()])
        expect((await signIn(client, colleague)).status).toBe(200);
      for (const client of [visitor(other.host), attacker.neighbour(other.host)])
        expect((await signIn(client, other.ownerEmail)).status).toBe(200);
    }
    await flood;
    expect((await tenant.owner.get("/api/me")).status).toBe(200);
    // The same person in another tenant is another account.
    const namesake = await newMember(other, tenant.ownerEmail);
    expect((await signIn(attacker.neighbour(other.host), namesake)).status).toBe(200);
  });

  test("reaches neither the gatekeeper nor the database once the account is locked, and does not fill the log", async () => {
    const tenant = await newTenant();
    await guesses(tenant, tenant.ownerEmail, 11);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await platform.calls();
    const spoken = ["server", "auth"] as const;
    const before = spoken.map((worker) => platform.spokenToPostgres(worker));
    expect(await guesses(tenant, tenant.ownerEmail, 50)).toEqual(times(50, 429));
    const calls = await platform.calls();
    expect([calls["visit"] ?? 0, calls["admit"] ?? 0, calls["openSession"] ?? 0]).toEqual([0, 0, 0]);
    expect(spoken.map((worker) => platform.spokenToPostgres(worker))).toEqual(before);
    expect(await logged(tenant, "user.sign_in_failed")).toBe(10);
    expect(await logged(tenant, "user.locked_out")).toBe(1);
    const log = (await tenant.owner.get("/api/org/audit-logs")).json.items;
    const locked = log.find(({ event }: { event: string }) => event === "user.locked_out");
    expect(locked).toMatchObject({ target: { type: "user", name: tenant.ownerEmail }, data: { failures: 10 } });
  });

  test("is the same for an account that does not exist: same bodies, same headers, same limit", async () => {
    const tenant = await newTenant();
    const unknown = "nobody@nowhere.test";
    await guesses(tenant, tenant.ownerEmail, 11);
    expect(await guesses(tenant, unknown, 11)).toEqual([...times(10, 401), 429]);
    const [one, two] = [
      await signIn(visitor(tenant.host), tenant.ownerEmail),
      await signIn(visitor(tenant.host), unknown),
    ];
    const shown = ({ status, headers, json }: Reply) => {
      const { requestId: _requestId, ...body } = json;
      const names = [...headers.keys()].filter((name) => name !== "date").toSorted();
      return { status, body, names };
    };
    expect(shown(one)).toEqual(shown(two));
    expect(await logged(tenant, "user.locked_out")).toBe(2);
  });

  test("gets no new budget from another spelling of the address or of the path", async () => {
    const tenant = await newTenant();
    const email = await newMember(tenant, "kate.k@people.test");
    const spellings = [
      "KATE.K@PEOPLE.TEST",
      "  kate.k@people.test  ",
      "\u00a0kate.k@people.test\ufeff",
      "\tKate.K@People.Test\n",
    ];
    for (const spelling of spellings) {
      // Each would sign in, so each must be counted as the account it signs in to.
      expect((await signIn(visitor(tenant.host), spelling)).status, JSON.stringify(spelling)).toBe(200);
    }
    // The Kelvin sign, whose lower case is an ordinary k, is no way to write one.
    expect((await signIn(visitor(tenant.host), "\u212aate.\u212a@people.test")).status).toBe(400);
    const statuses: number[] = [];
    for (const spelling of [...spellings, ...spellings, ...spellings, ...spellings])
      statuses.push((await guess(visitor(tenant.host), spelling)).status);
    expect(statuses).toEqual([...times(10, 401), ...times(6, 429)]);
    for (const spelling of [email, ...spellings])
      expect((await signIn(visitor(tenant.host), spelling)).status).toBe(429);
    for (const path of ["//api/auth/sign-in/email", "/api//auth/sign-in/email", "/api/auth/sign-in/email/"]) {
      const reply = await visitor(tenant.host).post(path, { email, password });
      expect(reply.status, path).toBe(404);
    }
    const dotted = visitor(`${tenant.host.toUpperCase()}.`);
    const through = await dotted.post(
      "/api/auth/sign-in/email",
      { email, password },
      { headers: { origin: tenant.owner.origin } },
    );
    expect(through.status).toBe(429);
    for (const other of ["kate.k@people.test.", "k\u0430te.k@people.test", "kate.k@people.test\u0000"])
      expect((await signIn(visitor(tenant.host), other)).status, JSON.stringify(other)).toBe(400);
  });

  test("costs nothing who knows the password: successes are never counted, one after the other or at once", async () => {
    const tenant = await newTenant();
    const client = visitor(tenant.host);
    const together = await Promise.all(times(14, null).map(() => signIn(visitor(tenant.host), tenant.ownerEmail)));
    expect(together.map(({ status }) => status)).toEqual(times(14, 200));
    // One more failure is all that is left, and is there still after any number of successes.
    await guesses(tenant, tenant.ownerEmail, 9);
    for (let round = 0; round < 12; round += 1) expect((await signIn(client, tenant.ownerEmail)).status).toBe(200);
    expect((await guess(client, tenant.ownerEmail)).status).toBe(401);
    expect((await guess(client, tenant.ownerEmail)).status).toBe(429);
  });

  test("is over for its owner with a password reset, which a lock does not prevent", async () => {
    const tenant = await newTenant();
    await guesses(tenant, tenant.ownerEmail, 11);
    const client = visitor(tenant.host);
    expect((await client.post("/api/auth/request-password-reset", { email: tenant.ownerEmail })).status).toBe(200);
    const inbox = visitor("mail.localhost");
    const address = encodeURIComponent(tenant.ownerEmail);
    const mails = async () => (await inbox.get(`/api/messages?to=${address}`)).json as { text: string }[];
    const tokenIn = (text: string) => /reset-password\?token=([\w-]+)/.exec(text)?.[1];
    await expect.poll(async () => (await mails()).some(({ text }) => tokenIn(text)), { timeout: 20_000 }).toBe(true);
    const token = (await mails()).map(({ text }) => tokenIn(text)).find((one) => one !== undefined);
    const secret = "another horse battery staple";
    const reset = await client.post("/api/auth/reset-password", { token, newPassword: secret });
    expect(reset.status, reset.text).toBe(200);
    expect((await signIn(client, tenant.ownerEmail, secret)).status).toBe(200);
    expect((await guess(client, tenant.ownerEmail)).status).toBe(401);
  });

  test("is remembered by a counter that was thrown out of memory", async () => {
    const tenant = await newTenant();
    await guesses(tenant, tenant.ownerEmail, 11);
    const name = `${tenant.id}/sign-in/account/${await sha256Hex(tenant.ownerEmail)}`;
    await platform.workers.unsafeEvictDurableObject(units.coordinator.name, "AttemptCounter", { name });
    expect((await signIn(visitor(tenant.host), tenant.ownerEmail)).status).toBe(429);
  });

  test("is not possible while nothing can be counted: nobody's password is judged then", async () => {
    const tenant = await newTenant();
    await platform.counterFault(true);
    try {
      const right = await signIn(visitor(tenant.host), tenant.ownerEmail);
      expect([right.status, right.json.code]).toEqual([503, "UNAVAILABLE"]);
      expect((await tenant.owner.get("/api/me")).status).toBe(200);
    } finally {
      await platform.counterFault(false);
    }
    expect((await signIn(visitor(tenant.host), tenant.ownerEmail)).status).toBe(200);
  });
});

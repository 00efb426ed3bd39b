import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Statement } from "../src/database/connection.ts";
import { signInWithPassword } from "../src/identity/sign-in.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { failure, success } from "../src/result/result.ts";
import { sessionCookieName, verifySessionCookie } from "../src/sessions/cookie.ts";
import { newPool, type Pool } from "./identity-world.ts";
import { asSuperuser } from "./platform.ts";
import { eventually, password } from "./world.ts";

let pool: Pool;
let other: Pool;
const email = "ada@people.test";
beforeAll(async () => {
  pool = await newPool();
  other = await newPool();
  await pool.member(email, "admin");
});

const credentials = { email, password };

async function counts(of: Pool) {
  return { sessions: (await of.rows("sessions")).length, audit: (await of.rows("audit_logs")).length };
}

describe("a sign-in", () => {
  test("opens at the gatekeeper exactly the session whose cookie the browser gets", async () => {
    const ceremony = await pool.ceremony();
    const signedIn = await signInWithPassword(ceremony, credentials);
    if (!signedIn.ok) throw new Error(signedIn.failure);
    const { setCookie, user } = signedIn.value;
    expect(setCookie).toMatch(
      new RegExp(
        `^${sessionCookieName.replaceAll(".", "\\.")}=[^;]+; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax$`,
      ),
    );
    const value = setCookie.slice(sessionCookieName.length + 1, setCookie.indexOf(";"));
    const token = await verifySessionCookie(value, ceremony.secret);
    expect(token).not.toBeNull();
    expect(await verifySessionCookie(value, (await other.ceremony()).secret)).toBeNull();

    const [command] = ceremony.opened;
    expect(command).toMatchObject({
      organizationId: pool.organizationId,
      tokenHash: await sha256Hex(token ?? ""),
      asOf: 1_000,
      session: {
        id: expect.stringMatching(/^ses_[0-9a-z]{24}$/),
        userId: user.id,
        email,
        name: "Ada",
        role: "admin",
        host: pool.host,
        method: "password",
        address: "203.0.113.7",
        userAgent: "Test/1.0",
      },
    });
    const row = (await pool.rows("sessions")).find(({ id }) => id === command?.session.id);
    expect(row).toMatchObject({
      user_id: user.id,
      token_hash: await sha256Hex(token ?? ""),
      method: "password",
      host: pool.host,
      as_of: "1000",
      address: "203.0.113.7",
      user_agent: "Test/1.0",
    });
    expect(row?.["expires_at"]).toEqual(new Date(command?.session.expiresAt ?? 0));
    expect(JSON.stringify(row)).not.toContain(token);
    const entry = (await pool.rows("audit_logs")).find(({ target_id }) => target_id === command?.session.id);
    expect(entry).toMatchObject({ event: "user.signed_in", actor_id: user.id, request_id: ceremony.visit.requestId });
  });

  test.each([
    ["a wrong password", { email, password: "wrong horse battery staple" }, "wrong_password"],
    ["an unknown address", { email: "nobody@people.test", password }, "unknown_address"],
    ["a password longer than any", { email, password: "x".repeat(1_000) }, "wrong_password"],
  ])("with %s leaves an audit row that names the address, and nothing else", async (_, wrong, reason) => {
    const before = await counts(pool);
    const ceremony = await pool.ceremony();
    expect(await signInWithPassword(ceremony, wrong)).toEqual(failure("invalid_credentials"));
    expect(ceremony.opened).toEqual([]);
    expect(await counts(pool)).toEqual({ sessions: before.sessions, audit: before.audit + 1 });
    const rows = await pool.rows("audit_logs");
    expect(rows.find(({ request_id }) => request_id === ceremony.visit.requestId)).toMatchObject({
      event: "user.sign_in_failed",
      actor_type: "anonymous",
      target_name: wrong.email === email ? email : "n***@p***.test",
      data: { reason },
    });
  });

  test("asks the database as often for a wrong password as for an unknown address", async () => {
    const statements: number[] = [];
    for (const wrong of [
      { email, password: "wrong horse battery staple" },
      { email: "nobody@people.test", password },
    ]) {
      const ceremony = await pool.ceremony();
      await signInWithPassword(ceremony, wrong);
      statements.push(ceremony.connection.statements);
    }
    expect(statements[0]).toBeGreaterThan(2);
    expect(statements[1]).toBe(statements[0]);
  });

  test("of a person of another organization is the sign-in of a stranger", async () => {
    expect(await signInWithPassword(await other.ceremony(), credentials)).toEqual(failure("invalid_credentials"));
  });

  test("of a user who is no member opens nothing, and says why in the audit log", async () => {
    const user = await pool.member("left@people.test");
    await pool.change((sql) => sql`delete from members where user_id = ${user.id}`);
    const before = await counts(pool);
    const ceremony = await pool.ceremony();
    const refused = await signInWithPassword(ceremony, { email: user.email, password });
    expect(refused).toEqual(failure("not_a_member"));
    expect(ceremony.opened).toEqual([]);
    expect(await counts(pool)).toEqual({ sessions: before.sessions, audit: before.audit + 1 });
  });
});

/** The audit row of a ceremony's request. */
async function entryOf({ visit }: { readonly visit: { readonly requestId: string } }) {
  return (await pool.rows("audit_logs")).find(({ request_id }) => request_id === visit.requestId);
}

const refusedBecause = (reason: string) => ({
  event: "user.sign_in_failed",
  actor_type: "anonymous",
  target_name: credentials.email,
  data: { reason },
});

describe("when the gatekeeper refuses", () => {
  test.each([
    ["revoked", "interrupted"],
    ["host_moved", "interrupted"],
    ["suspended", "suspended"],
    ["unavailable", "unavailable"],
  ] as const)("%s: the sign-in is %s and leaves nothing but an entry that says so", async (refusal, answer) => {
    const before = await counts(pool);
    const ceremony = await pool.ceremony({ openSession: async () => failure(refusal) });
    expect(await signInWithPassword(ceremony, credentials)).toEqual(failure(answer));
    await ceremony.followed();
    expect(await counts(pool)).toEqual({ ...before, audit: before.audit + 1 });
    expect(await entryOf(ceremony)).toMatchObject(refusedBecause(answer));
    expect(ceremony.revoked).toEqual([]);
  });

  test("by breaking, nobody knows whether it opened: the sign-in leaves nothing but an entry, and the session is closed again", async () => {
    const before = await counts(pool);
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const ceremony = await pool.ceremony({
      openSession: async () => {
        throw new Error("Network connection lost.");
      },
    });
    expect(await signInWithPassword(ceremony, credentials)).toEqual(failure("unavailable"));
    await ceremony.followed();
    quiet.mockRestore();
    expect(await counts(pool)).toEqual({ ...before, audit: before.audit + 1 });
    expect(await entryOf(ceremony)).toMatchObject(refusedBecause("unavailable"));
    expect(ceremony.revoked).toMatchObject([{ scope: { kind: "session" }, organizationId: pool.organizationId }]);
  });

  test("to be reached once, a retryable failure is tried again with a new stub", async () => {
    let calls = 0;
    const ceremony = await pool.ceremony({
      openSession: async () => {
        calls += 1;
        if (calls === 1) throw Object.assign(new Error("The object was reset."), { retryable: true });
        return success(null);
      },
    });
    expect((await signInWithPassword(ceremony, credentials)).ok).toBe(true);
    expect(calls).toBe(2);
  });
});

test("a COMMIT that fails after the gatekeeper opened the session: unavailable, and the session is closed again", async () => {
  const before = await counts(pool);
  const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
  let backend = 0;
  const ceremony = await pool.ceremony({
    openSession: async () => {
      // The database goes away between the gatekeeper's answer and COMMIT.
      await asSuperuser((sql) => sql`select pg_terminate_backend(${backend}, 10000)`);
      return success(null);
    },
  });
  backend = await ceremony.connection.backend();
  expect(await signInWithPassword(ceremony, credentials)).toEqual(failure("unavailable"));
  // The connection is gone: that the sign-in failed cannot be written either.
  await expect(ceremony.followed()).rejects.toThrow();
  quiet.mockRestore();
  expect(ceremony.revoked).toMatchObject([{ scope: { kind: "session", sessionId: expect.stringMatching(/^ses_/) } }]);
  expect(await counts(pool)).toEqual(before);
});

test("a change of the role waits for the session that is being opened with it, so that it reaches that session", async () => {
  const user = await pool.member("demoted@people.test", "admin");
  let change: Promise<unknown> = Promise.resolve();
  let changed = false;
  const ceremony = await pool.ceremony({
    openSession: async (command) => {
      expect(command.session.role).toBe("admin");
      change = pool.change(async (sql) => {
        await sql`update members set role = 'member' where user_id = ${user.id}`;
        changed = true;
      });
      await eventually(
        () => asSuperuser((sql) => sql`select query from pg_stat_activity where wait_event_type = 'Lock'`),
        (waiting) => waiting.some(({ query }) => String(query).includes("update members set role")),
      );
      expect(changed).toBe(false);
      return success(null);
    },
  });
  expect((await signInWithPassword(ceremony, { email: user.email, password })).ok).toBe(true);
  await change;
  const after = await pool.ceremony();
  await signInWithPassword(after, { email: user.email, password });
  expect(after.opened[0]?.session.role).toBe("member");
});

test("a person who is removed while they sign in gets no session and no error", async () => {
  const user = await pool.member("removed@people.test");
  const ceremony = await pool.ceremony();
  const query = ceremony.connection.query.bind(ceremony.connection);
  Object.assign(ceremony.connection, {
    query: async (statement: Statement, values?: unknown[]) => {
      if (statement.text.startsWith('insert into "sessions"')) {
        await pool.change((sql) => sql`delete from users where id = ${user.id}`);
      }
      return query(statement, values);
    },
  });
  expect(await signInWithPassword(ceremony, { email: user.email, password })).toEqual(failure("not_a_member"));
  expect(ceremony.opened).toEqual([]);
});

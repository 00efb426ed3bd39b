import { beforeAll, describe, expect, test, vi } from "vitest";
import { acceptInvitation } from "../src/identity/invitation-acceptance.ts";
import { signInWithPassword } from "../src/identity/sign-in.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { failure, success } from "../src/result/result.ts";
import { sessionCookieName, verifySessionCookie } from "../src/sessions/cookie.ts";
import { newPool, type Pool } from "./identity-world.ts";
import { password } from "./world.ts";

let pool: Pool;
beforeAll(async () => {
  pool = await newPool();
});

const person = { name: "Ada", password };

/** What an acceptance leaves behind, or must not; that it was refused is told apart, by `refusals`. */
async function traces(of: Pool) {
  const tables = ["users", "accounts", "members", "sessions"] as const;
  const counts: number[] = [];
  for (const table of tables) counts.push((await of.rows(table)).length);
  const told = (await of.rows("audit_logs")).filter(({ event }) => event !== "invitation.refused").length;
  return [...counts, told, (await of.rows("invitations")).map(({ id, status }) => `${id} ${status}`).toSorted()];
}

/** Why the audit log says that an invitation was refused. */
async function refusals(of: Pool, email: string): Promise<unknown[]> {
  const rows = (await of.rows("audit_logs")).filter((row) => row["target_name"] === email);
  return rows.filter(({ event }) => event === "invitation.refused").map(({ data }) => data.reason);
}

test("accepting makes the user, the credential, the membership and the session, and tells of it", async () => {
  const invitationId = await pool.invite("ada@people.test", "owner");
  const ceremony = await pool.ceremony();
  const accepted = await acceptInvitation(ceremony, { invitationId, ...person });
  if (!accepted.ok) throw new Error(accepted.failure);
  const { user, setCookie } = accepted.value;
  expect(user).toEqual({ id: expect.stringMatching(/^usr_[0-9a-z]{24}$/), email: "ada@people.test", name: "Ada" });
  const value = setCookie.slice(sessionCookieName.length + 1, setCookie.indexOf(";"));
  const token = await verifySessionCookie(value, ceremony.secret);
  expect(ceremony.opened).toMatchObject([
    {
      tokenHash: await sha256Hex(token ?? ""),
      asOf: 1_000,
      session: { role: "owner", method: "invitation", userId: user.id },
    },
  ]);
  expect(setCookie.slice(setCookie.indexOf(";"))).toBe("; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax");

  expect(await pool.rows("users")).toMatchObject([{ id: user.id, email_verified: true }]);
  const [account] = await pool.rows("accounts");
  expect(account).toMatchObject({ user_id: user.id, provider_id: "credential", id: expect.stringMatching(/^acc_/) });
  expect(account?.["password"]).not.toContain(password);
  expect(await pool.rows("members")).toMatchObject([{ user_id: user.id, role: "owner" }]);
  expect(await pool.rows("invitations")).toMatchObject([{ status: "accepted", accepted_user_id: user.id }]);
  expect(new Set((await pool.rows("audit_logs")).map(({ event }) => event))).toEqual(
    new Set(["invitation.accepted", "user.signed_in"]),
  );
  expect((await signInWithPassword(await pool.ceremony(), { email: user.email, password })).ok).toBe(true);
});

describe("an invitation is refused", () => {
  const cases: readonly (readonly [string, () => Promise<string>, string])[] = [
    ["that is unknown", async () => `inv_${"0".repeat(40)}`, "not_found"],
    ["that is no identifier", async () => "' or 1=1 --", "not_found"],
    ["that ran out", async () => pool.invite("late@people.test", "member", "-1 second"), "expired"],
    ["of another organization", async () => (await newPool()).invite("foreign@people.test"), "not_found"],
  ];

  test.each(cases)("%s, and leaves nothing", async (_, make, reason) => {
    const invitationId = await make();
    const before = await traces(pool);
    const ceremony = await pool.ceremony();
    expect(await acceptInvitation(ceremony, { invitationId, ...person })).toEqual(failure(reason));
    expect(await traces(pool)).toEqual(before);
    expect(ceremony.opened).toEqual([]);
  });

  test("that was withdrawn", async () => {
    const invitationId = await pool.invite("withdrawn@people.test");
    await pool.change((sql) => sql`update invitations set status = 'revoked' where id = ${invitationId}`);
    expect(await acceptInvitation(await pool.ceremony(), { invitationId, ...person })).toEqual(failure("expired"));
    expect(await refusals(pool, "withdrawn@people.test")).toEqual(["expired"]);
  });

  test("that was used, whatever the password", async () => {
    const invitationId = await pool.invite("used@people.test");
    expect((await acceptInvitation(await pool.ceremony(), { invitationId, ...person })).ok).toBe(true);
    const before = await traces(pool);
    for (const secret of [password, "some other password"]) {
      const again = await acceptInvitation(await pool.ceremony(), { invitationId, name: "Eve", password: secret });
      expect(again).toEqual(failure("used"));
    }
    expect(await traces(pool)).toEqual(before);
    expect(await refusals(pool, "used@people.test")).toEqual(["used", "used"]);
  });

  test("for an address that has an account already, whose password stays", async () => {
    const user = await pool.member("member@people.test");
    const invitationId = await pool.invite(user.email, "owner");
    const other = await acceptInvitation(await pool.ceremony(), {
      invitationId,
      name: "Eve",
      password: "another password",
    });
    expect(other).toEqual(failure("already_member"));
    expect(await refusals(pool, user.email)).toEqual(["already_member"]);
    const signedIn = await pool.ceremony();
    expect((await signInWithPassword(signedIn, { email: user.email, password })).ok).toBe(true);
    expect(signedIn.opened[0]?.session.role).toBe("member");
  });
});

describe("what fails on the way leaves the invitation open", () => {
  test.each([
    ["the gatekeeper refuses", { openSession: async () => failure("suspended" as const) }, "suspended"],
    [
      "the gatekeeper breaks",
      {
        openSession: async () => {
          throw new Error("Network connection lost.");
        },
      },
      "unavailable",
    ],
  ])("%s: nothing is left, and the next attempt works", async (_, gatekeeper, reason) => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const invitationId = await pool.invite(`${reason}@people.test`);
    const before = await traces(pool);
    const ceremony = await pool.ceremony(gatekeeper);
    expect(await acceptInvitation(ceremony, { invitationId, ...person })).toEqual(failure(reason));
    await ceremony.followed();
    quiet.mockRestore();
    expect(await traces(pool)).toEqual(before);
    expect(await refusals(pool, `${reason}@people.test`)).toEqual([reason]);
    expect((await acceptInvitation(await pool.ceremony(), { invitationId, ...person })).ok).toBe(true);
  });

  test("the database goes away at any statement: nothing is left, and the next attempt works", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const invitationId = await pool.invite("cut@people.test");
    const before = await traces(pool);
    let survived = 0;
    for (; ; survived += 1) {
      const ceremony = await pool.ceremony();
      const query = ceremony.connection.query.bind(ceremony.connection);
      let asked = 0;
      Object.assign(ceremony.connection, {
        query: async (...statement: Parameters<typeof query>) => {
          asked += 1;
          if (asked > survived) throw new Error("Connection terminated unexpectedly");
          return query(...statement);
        },
      });
      const outcome = await acceptInvitation(ceremony, { invitationId, ...person }).catch((error: Error) => error);
      await ceremony.connection.close();
      if (!(outcome instanceof Error) && outcome.ok) break;
      expect(await traces(pool), `after ${survived} statements`).toEqual(before);
    }
    quiet.mockRestore();
    expect(survived).toBeGreaterThan(10);
    expect((await pool.rows("users")).filter(({ email }) => email === "cut@people.test")).toHaveLength(1);
  });
});

test("of two who accept at the same time one wins, and the other learns that it is used", async () => {
  const invitationId = await pool.invite("race@people.test");
  const outcomes = await Promise.all(
    ["Ada", "Eve", "Bob"].map(async (name) =>
      acceptInvitation(await pool.ceremony(), { invitationId, name, password }),
    ),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([failure("used"), failure("used")]);
  expect((await pool.rows("users")).filter(({ email }) => email === "race@people.test")).toHaveLength(1);
});

test("whoever waits for one that fails gets the invitation", async () => {
  const invitationId = await pool.invite("second@people.test");
  const arrived = Promise.withResolvers<void>();
  const first = acceptInvitation(
    await pool.ceremony({
      openSession: async () => {
        arrived.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return failure("revoked");
      },
    }),
    { invitationId, ...person },
  );
  await arrived.promise;
  const second = acceptInvitation(await pool.ceremony({ openSession: async () => success(null) }), {
    invitationId,
    ...person,
  });
  expect(await first).toEqual(failure("interrupted"));
  expect((await second).ok).toBe(true);
});

import { beforeAll, describe, expect, test, vi } from "vitest";
import { requestPasswordReset, resetPassword } from "../src/identity/password-reset.ts";
import { signInWithPassword } from "../src/identity/sign-in.ts";
import { failure, success } from "../src/result/result.ts";
import { placeOf, sealedColumns } from "../src/secrets/sealed-columns.ts";
import { newPool, seal, type Pool } from "./identity-world.ts";
import { password } from "./world.ts";

let pool: Pool;
let other: Pool;
beforeAll(async () => {
  pool = await newPool();
  other = await newPool();
});

const newPassword = "a brand new passphrase";
let people = 0;

async function somebody() {
  people += 1;
  return pool.member(`forgetful${people}@people.test`);
}

/** Asks for a link as the person and takes the token out of the waiting mail. */
async function linkFor({ id, email }: { id: string; email: string }): Promise<string> {
  const ceremony = await pool.ceremony();
  expect(await requestPasswordReset(ceremony, { email })).toEqual(success(null));
  await ceremony.followed();
  const mails = (await pool.rows("outbox")).filter(
    ({ kind, payload }) => kind === "mail.password-reset" && payload.userId === id,
  );
  return seal.open(
    String(mails.at(-1)?.["payload"].sealedToken),
    placeOf(sealedColumns.resetToken, pool.organizationId),
  );
}

describe("asking for a link", () => {
  test("leaves a sealed token for the mail, tells the audit log, and wakes the gatekeeper after the commit", async () => {
    const person = await somebody();
    const wake = vi.fn(async () => {
      const log = (await pool.rows("audit_logs")).filter(({ target_id }) => target_id === person.id);
      expect(log).toMatchObject([{ event: "password.reset_requested", actor_type: "anonymous" }]);
    });
    const ceremony = await pool.ceremony({ wake });
    expect(await requestPasswordReset(ceremony, { email: person.email.toUpperCase() })).toEqual(success(null));
    await ceremony.followed();
    expect(wake).toHaveBeenCalledWith({ organizationId: pool.organizationId, topics: ["audit-logs"] });
    const mail = (await pool.rows("outbox")).find(({ payload }) => payload.userId === person.id);
    expect(mail).toMatchObject({ kind: "mail.password-reset", payload: { host: pool.host } });
    const token = await seal.open(
      mail?.["payload"].sealedToken,
      placeOf(sealedColumns.resetToken, pool.organizationId),
    );
    const everything = JSON.stringify([
      await pool.rows("verifications"),
      await pool.rows("outbox"),
      await pool.rows("audit_logs"),
    ]);
    expect(everything).not.toContain(token);
    await expect(
      seal.open(mail?.["payload"].sealedToken, placeOf(sealedColumns.resetToken, other.organizationId)),
    ).rejects.toThrow();
  });

  test.each([
    ["an unknown address", "nobody@people.test"],
    ["nobody at all", ""],
  ])("for %s is answered alike, and leaves nothing", async (_, email) => {
    const contents = async () =>
      JSON.stringify([await pool.rows("verifications"), await pool.rows("outbox"), await pool.rows("audit_logs")]);
    const before = await contents();
    const ceremony = await pool.ceremony();
    expect(await requestPasswordReset(ceremony, { email })).toEqual(success(null));
    await ceremony.followed();
    expect(await contents()).toBe(before);
  });

  test("is answered after the look-up that every address costs, and not after what a known one causes", async () => {
    const person = await somebody();
    const ceremony = await pool.ceremony();
    const released = Promise.withResolvers<never>();
    Object.assign(ceremony.database, { transaction: () => released.promise });
    expect(await requestPasswordReset(ceremony, { email: person.email })).toEqual(success(null));
    released.reject(new Error("released"));
    await expect(ceremony.followed()).rejects.toThrow("released");
  });

  test("is for members: a user who is none gets no mail", async () => {
    const person = await somebody();
    await pool.change((sql) => sql`delete from members where user_id = ${person.id}`);
    const ceremony = await pool.ceremony();
    await requestPasswordReset(ceremony, { email: person.email });
    await ceremony.followed();
    expect(
      (await pool.rows("outbox")).filter(
        ({ kind, payload }) => kind === "mail.password-reset" && payload.userId === person.id,
      ),
    ).toEqual([]);
  });

  test("for a person of another organization causes nothing in this one", async () => {
    const person = await somebody();
    const ceremony = await other.ceremony();
    await requestPasswordReset(ceremony, { email: person.email });
    await ceremony.followed();
    expect(await other.rows("outbox")).toEqual([]);
    expect(await other.rows("verifications")).toEqual([]);
  });
});

describe("setting a new password", () => {
  test("ends the user's sessions at the gatekeeper before it answers, with an outbox row behind it", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    const ceremony = await pool.ceremony();
    expect(await resetPassword(ceremony, { token, newPassword })).toEqual(success({ email: person.email }));
    expect(ceremony.revoked).toMatchObject([
      {
        organizationId: pool.organizationId,
        scope: { kind: "user", userId: person.id },
        reason: "password_reset",
        audit: { actor: { id: person.id } },
      },
    ]);
    const row = (await pool.rows("outbox")).find(
      ({ kind, payload }) => kind === "gatekeeper.revoke-user" && payload.userId === person.id,
    );
    expect(row?.["payload"].below).toBeGreaterThan(ceremony.visit.asOf);
    expect(row?.["payload"].requestId).toBe(ceremony.visit.requestId);
    expect(ceremony.revoked[0]?.audit.requestId).toBe(ceremony.visit.requestId);
    const log = (await pool.rows("audit_logs")).filter(({ target_id }) => target_id === person.id);
    expect(log.map(({ event }) => event)).toContain("password.reset");
    expect(await signInWithPassword(await pool.ceremony(), { email: person.email, password })).toEqual(
      failure("invalid_credentials"),
    );
    expect((await signInWithPassword(await pool.ceremony(), { email: person.email, password: newPassword })).ok).toBe(
      true,
    );
    expect((await pool.rows("sessions")).some(({ user_id }) => user_id === person.id)).toBe(true);
  });

  test("is not acknowledged while the gatekeeper is out of reach; it holds, and the outbox row will end the sessions", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const unreachable = async () => {
      throw new Error("Network connection lost.");
    };
    const ceremony = await pool.ceremony({ revoke: unreachable, wake: unreachable });
    expect(await resetPassword(ceremony, { token, newPassword })).toEqual(failure("unavailable"));
    await ceremony.followed();
    quiet.mockRestore();
    expect((await signInWithPassword(await pool.ceremony(), { email: person.email, password: newPassword })).ok).toBe(
      true,
    );
    expect(
      (await pool.rows("outbox")).some(
        ({ kind, payload }) => kind === "gatekeeper.revoke-user" && payload.userId === person.id,
      ),
    ).toBe(true);
  });

  test("works once, however many try at the same time; the others learn that it is used", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        resetPassword(await pool.ceremony(), { token, newPassword: `${newPassword} ${index}` }),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 7 }, () => failure("used")));
    const winner = outcomes.findIndex(({ ok }) => ok);
    const credentials = { email: person.email, password: `${newPassword} ${winner}` };
    expect((await signInWithPassword(await pool.ceremony(), credentials)).ok).toBe(true);
  });

  test("makes the other links of this person worthless, and nobody else's", async () => {
    const [person, neighbour] = [await somebody(), await somebody()];
    const [first, second, theirs] = [await linkFor(person), await linkFor(person), await linkFor(neighbour)];
    expect((await resetPassword(await pool.ceremony(), { token: second, newPassword })).ok).toBe(true);
    expect(await resetPassword(await pool.ceremony(), { token: first, newPassword })).toEqual(failure("used"));
    expect((await resetPassword(await pool.ceremony(), { token: theirs, newPassword })).ok).toBe(true);
  });

  test("with a link that ran out is refused as used, even after its row was cleaned up", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    await pool.change(
      (sql) => sql`update verifications set expires_at = now() - interval '1 second' where value = ${person.id}`,
    );
    expect(await resetPassword(await pool.ceremony(), { token, newPassword })).toEqual(failure("used"));
    await pool.change((sql) => sql`delete from verifications where value = ${person.id}`);
    expect(await resetPassword(await pool.ceremony(), { token, newPassword })).toEqual(failure("used"));
    expect((await signInWithPassword(await pool.ceremony(), { email: person.email, password })).ok).toBe(true);
  });

  test("with another organization's link is not found, and the link still works at home", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    expect(await resetPassword(await other.ceremony(), { token, newPassword })).toEqual(failure("not_found"));
    expect((await resetPassword(await pool.ceremony(), { token, newPassword })).ok).toBe(true);
  });

  test.each(["made-up", "x".repeat(200), "' or 1=1 --"])(
    "with a token nobody issued is not found: %s",
    async (token) => {
      expect(await resetPassword(await pool.ceremony(), { token, newPassword })).toEqual(failure("not_found"));
    },
  );

  test("that fails before its commit leaves the link usable", async () => {
    const person = await somebody();
    const token = await linkFor(person);
    const ceremony = await pool.ceremony();
    const query = ceremony.connection.query.bind(ceremony.connection);
    Object.assign(ceremony.connection, {
      query: async (...statement: Parameters<typeof query>) => {
        if (statement[0].text === "commit") throw new Error("Connection terminated unexpectedly");
        return query(...statement);
      },
    });
    await expect(resetPassword(ceremony, { token, newPassword })).rejects.toThrow("Connection terminated");
    await ceremony.connection.close();
    expect(ceremony.revoked).toEqual([]);
    expect((await resetPassword(await pool.ceremony(), { token, newPassword })).ok).toBe(true);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { by, eventually, Organization } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-outage");
});
afterAll(() => world.stop());
afterEach(() => world.line.mend());

describe("while PostgreSQL is stopped", () => {
  test("people stay admitted, sessions end, changes do not happen, and everything reaches it when it returns", async () => {
    const acme = await Organization.create(world);
    const [ann, max] = [await acme.addPerson("owner"), await acme.addPerson()];
    const [kept, ended] = [await acme.signIn(ann), await acme.signIn(ann)];
    const other = await acme.signIn(max);
    await world.postgres.stop();
    try {
      await world.restart();
      expect(await acme.verdict(kept)).toBe("admitted");
      expect(await acme.revoke({ kind: "session", sessionId: ended.id }, { audit: by("user") })).toMatchObject({
        ok: true,
      });
      expect(await acme.revoke({ kind: "user", userId: max.id })).toMatchObject({ ok: true, value: { closed: 1 } });
      expect(await acme.verdict(ended)).toBe("session_revoked");
      expect(await acme.verdict(other)).toBe("user_revoked");
      const opened = acme.newSession(ann);
      expect(await acme.open(opened, await acme.revision())).toEqual({ ok: true, value: null });

      expect(await acme.change({ kind: "suspend", reason: "x" })).toEqual({ ok: false, failure: "unavailable" });
      expect(await acme.verdict(kept)).toBe("admitted");
      expect(await acme.revoke({ kind: "organization" }, { audit: by("operator") })).toEqual({
        ok: false,
        failure: "unavailable",
      });
      expect(await acme.verdict(kept)).toBe("admitted");

      await world.restart();
      expect(await acme.verdict(other)).toBe("user_revoked");
      expect(await acme.verdict(opened)).toBe("admitted");
    } finally {
      await world.postgres.start();
    }
    await eventually(
      () => acme.events(),
      (events) => events.length === 2,
    );
    expect((await acme.events()).toSorted()).toEqual(["session.revoked", "user.sessions_revoked"]);
    const rows = await world.sql`
      select id from sessions where organization_id = ${acme.id} and revoked_at is not null order by id`;
    expect(rows.map((row) => row["id"])).toEqual([ended.id, other.id].toSorted());
    expect(await acme.change({ kind: "suspend", reason: "x" })).toMatchObject({ ok: true });
  });

  test("a gatekeeper with an empty storage says so instead of admitting or refusing", async () => {
    const acme = await Organization.create(world);
    world.line.cut();
    expect(await acme.ask([{ host: acme.host, credential: { kind: "cookie", tokenHash: "x" } }])).toEqual({
      kind: "unavailable",
    });
    expect(await acme.revoke({ kind: "organization" })).toEqual({ ok: false, failure: "unavailable" });
    world.line.mend();
    expect(await acme.verdict({ kind: "cookie", tokenHash: "x" })).toBe("signed_out");
  });
});

describe("a COMMIT whose outcome nobody knows", () => {
  test.each(["before", "after"] as const)(
    "a suspension whose connection broke %s Postgres had it is in force until Postgres has been read",
    async (where) => {
      const acme = await Organization.create(world);
      const session = await acme.signIn(await acme.addPerson());
      await acme.revoke({ kind: "user", userId: "usr_nobody" });
      await eventually(
        () => acme.events(),
        (events) => events.length === 1,
      );
      const cut = world.line.cutAtNextChange(where).then(() => world.line.cut());
      expect(await acme.change({ kind: "suspend", reason: "x" })).toEqual({ ok: false, failure: "unavailable" });
      await cut;
      expect(await acme.verdict(session)).toBe("suspended");
      expect(await acme.change({ kind: "restore" })).toEqual({ ok: false, failure: "unavailable" });
      await world.restart();
      expect(await acme.verdict(session)).toBe("suspended");
      world.line.mend();
      const settled = where === "after" ? "suspended" : "org_revoked";
      await eventually(
        async () => {
          await acme.wake();
          const work = await world.storage(acme.id, "select * from intents");
          return work.length;
        },
        (intents) => intents === 0,
      );
      expect(await acme.verdict(session)).toBe(settled);
      const told = where === "after" ? "tenant.suspended" : "tenant.sessions_revoked";
      await eventually(
        () => acme.events(),
        (events) => events.includes(told),
      );
      expect(await acme.events()).toHaveLength(2);
      const next = where === "after" ? ({ kind: "restore" } as const) : ({ kind: "suspend", reason: "y" } as const);
      expect(await acme.change(next)).toMatchObject({ ok: true });
    },
  );

  test("a restoration is not in force until Postgres has been read, and then it is", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    await acme.change({ kind: "suspend", reason: "x" });
    await eventually(
      () => world.storage(acme.id, "select * from effects"),
      (effects) => effects.length === 0,
    );
    const cut = world.line.cutAtNextChange("after").then(() => world.line.cut());
    expect(await acme.change({ kind: "restore" })).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    const visit = { organizationId: acme.id, host: acme.host, knownConfigVersion: 0 };
    expect(await acme.gatekeeper.visit(visit)).toEqual({ kind: "refused", refusal: "suspended" });
    world.line.mend();
    await eventually(
      () => acme.gatekeeper.visit(visit),
      ({ kind }) => kind === "welcome",
    );
    expect(await acme.verdict(await acme.signIn(person))).toBe("admitted");
  });
});

describe("a removal that was not committed, as it turns out later", () => {
  test("ends nothing that was kept when all others were ended meanwhile", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    const cut = world.line.cutAtNextChange("before").then(() => world.line.cut());
    const removal = { kind: "member-remove", userId: person.id, actorRole: "operator" } as const;
    expect(await acme.change(removal)).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    const kept = await acme.signIn(person);
    expect(await acme.revoke({ kind: "user", userId: person.id, except: kept.id })).toMatchObject({ ok: true });
    world.line.mend();
    await eventually(
      async () => {
        await acme.wake();
        return world.storage(acme.id, "select due_at from intents union all select due_at from effects");
      },
      (work) => work.length === 0,
    );
    expect(await acme.verdict(kept)).toBe("admitted");
    expect(await world.sql`select revoked_reason from sessions where id = ${kept.id}`).toEqual([
      { revoked_reason: null },
    ]);
    expect(await acme.events()).toEqual(["user.sessions_revoked", "user.sessions_revoked"]);
  });
});

describe("a change that waits for Postgres too long", () => {
  /** Holds the lock every change needs for as long as `during` takes. */
  async function whileLocked(organization: Organization, during: () => Promise<void>): Promise<void> {
    await world.sql.begin(async (sql) => {
      await sql`select from organizations where id = ${organization.id} for update`;
      await during();
    });
  }

  test("is given up, and does not happen later", async () => {
    const acme = await Organization.create(world);
    const session = await acme.signIn(await acme.addPerson());
    await whileLocked(acme, async () => {
      expect(await acme.change({ kind: "suspend", reason: "x" })).toEqual({ ok: false, failure: "unavailable" });
    });
    expect(await acme.verdict(session)).toBe("admitted");
    expect(await acme.change({ kind: "restore" })).toEqual({ ok: false, failure: "wrong_state" });
    expect(await acme.events()).toEqual([]);
  });

  test("while its object dies counts as done until Postgres has been read", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    const session = await acme.signIn(person);
    await whileLocked(acme, async () => {
      const orphan = acme.change({ kind: "member-remove", userId: person.id, actorRole: "operator" }).catch(() => null);
      await eventually(
        () => world.storage(acme.id, "select * from intents"),
        (intents) => intents.length === 1,
      );
      await world.restart();
      expect(await acme.verdict(session)).toBe("user_revoked");
      expect(await orphan).toBeNull();
    });
    await eventually(
      async () => {
        await acme.wake();
        return world.storage(acme.id, "select * from intents");
      },
      (intents) => intents.length === 0,
    );
    // It was not committed: the person is still a member, was signed out, and the log says so.
    expect(await acme.verdict(session)).toBe("user_revoked");
    expect(await acme.verdict(await acme.signIn(person))).toBe("admitted");
    await eventually(
      () => acme.events(),
      (events) => events.length > 0,
    );
    expect(await acme.events()).toEqual(["user.sessions_revoked"]);
  });
});

describe("storage that was lost", () => {
  test("is recognized by what Postgres remembers: everyone signs in again", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    const session = await acme.signIn(person);
    const asOf = await acme.revision();
    const future = asOf + 1_000_000;
    await eventually(
      () => world.storage(acme.id, "select * from effects"),
      (effects) => effects.length === 0,
    );
    // What a newer life of this gatekeeper would have written, had its storage not been replaced by an old copy.
    await world.sql`update organizations set session_version = ${future} where id = ${acme.id}`;
    await world.evict(acme.id);
    await eventually(
      () => acme.verdict(session),
      (verdict) => verdict !== "admitted",
    );
    expect(await acme.revision()).toBeGreaterThan(future);
    expect(await acme.open(acme.newSession(person), asOf)).toEqual({ ok: false, failure: "revoked" });
    expect(await acme.verdict(await acme.signIn(person))).toBe("admitted");
    await eventually(
      () => acme.events(),
      (events) => events.includes("tenant.sessions_revoked"),
    );
  });

  test("an empty storage starts above every version Postgres remembers", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    const future = Date.now() + 1_000_000_000;
    await world.sql`update users set epoch = ${future} where id = ${person.id}`;
    expect(await acme.revision()).toBeGreaterThan(future);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { by, eventually, Organization, type Person } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-changes");
});
afterAll(() => world.stop());

async function organizationRow(organization: Organization) {
  const [row] = await world.sql`
    select status, suspended_reason, config_version from organizations where id = ${organization.id}`;
  return row;
}

describe("a suspension", () => {
  test("refuses everyone at once, and closes open pages", async () => {
    const acme = await Organization.create(world);
    const session = await acme.signIn(await acme.addPerson());
    const asOf = await acme.revision();
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: session.tokenHash });
    const suspended = await acme.change({ kind: "suspend", reason: "unpaid" });
    expect(suspended).toMatchObject({ ok: true, value: { status: "suspended" } });
    expect(await acme.verdict(session)).toBe("suspended");
    expect(await acme.open(acme.newSession(session.person), asOf)).toEqual({ ok: false, failure: "suspended" });
    expect((await page.closed).code).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "suspended" });
    expect(await organizationRow(acme)).toMatchObject({ status: "suspended", suspended_reason: "unpaid" });
    expect(await acme.events()).toEqual(["tenant.suspended"]);
    expect(await acme.platformEvents()).toEqual(["tenant.suspended"]);
    await eventually(
      () => world.sql`select revoked_reason from sessions where id = ${session.id}`,
      ([row]) => row?.["revoked_reason"] === "suspended",
    );
  });

  test("that is lifted lets people sign in again and revives nothing", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson();
    const session = await acme.signIn(person);
    const before = await acme.admit(session);
    if (!before.admitted) throw new Error(before.refusal);
    const asOf = await acme.revision();
    await acme.change({ kind: "suspend", reason: "unpaid" });
    expect(await acme.change({ kind: "restore" })).toMatchObject({ ok: true, value: { status: "active" } });
    expect(await acme.verdict(session)).toBe("org_revoked");
    const { sessionVersion, epoch } = before;
    const token = { kind: "token", sessionId: session.id, userId: person.id, sessionVersion, epoch } as const;
    expect(await acme.verdict(token)).toBe("org_revoked");
    expect(await acme.open(acme.newSession(person), asOf)).toEqual({ ok: false, failure: "revoked" });
    expect(await acme.verdict(await acme.signIn(person))).toBe("admitted");
  });

  test("needs the right state", async () => {
    const acme = await Organization.create(world);
    expect(await acme.change({ kind: "restore" })).toEqual({ ok: false, failure: "wrong_state" });
    await acme.change({ kind: "suspend", reason: "unpaid" });
    expect(await acme.change({ kind: "suspend", reason: "again" })).toEqual({ ok: false, failure: "wrong_state" });
    expect(await acme.events()).toEqual(["tenant.suspended"]);
  });
});

test("a deleted organization serves no host, and stays deleted for a gatekeeper that starts again", async () => {
  const acme = await Organization.create(world);
  const session = await acme.signIn(await acme.addPerson());
  await world.sql`
    insert into invitations (id, organization_id, email, role, invited_by_type, invited_by_id, invited_by_name, expires_at)
    values (${`inv_${"0".repeat(20)}${acme.id.slice(4, 24)}`}, ${acme.id}, 'new@people.test', 'member', 'operator', 'adm_1',
            'Ops', now() + interval '1 day')`;
  await world.sql`
    insert into outbox (organization_id, kind, payload)
    values (${acme.id}, 'host.hint', ${world.sql.json({ hostname: acme.host })})`;
  await acme.wake();
  await eventually(
    () => world.hint(acme.host),
    (hint) => hint !== null,
  );
  expect(await acme.change({ kind: "delete" })).toMatchObject({ ok: true, value: { status: "deleted", hosts: [] } });
  expect(await acme.verdict(session)).toBe("host_moved");
  expect(await acme.change({ kind: "delete" })).toEqual({ ok: false, failure: "wrong_state" });
  const [invitation] = await world.sql`select status from invitations where organization_id = ${acme.id}`;
  expect(invitation?.["status"]).toBe("revoked");
  await eventually(
    () => world.hint(acme.host),
    (hint) => hint === null,
  );
  await world.evict(acme.id);
  expect(await acme.verdict(session)).toBe("host_moved");
});

describe("settings", () => {
  test("change for who has seen the current version, and are stale for everyone else", async () => {
    const acme = await Organization.create(world);
    const changed = await acme.change({ kind: "settings", expectedVersion: 1, appName: "New" }, by("user"));
    expect(changed).toMatchObject({
      ok: true,
      value: { settings: { version: 2, appName: "New", primaryColor: null } },
    });
    const late = await acme.change({ kind: "settings", expectedVersion: 1, appName: "Lost" }, by("user"));
    expect(late).toEqual({ ok: false, failure: "stale" });
    const next = await acme.change({ kind: "settings", expectedVersion: 2, primaryColor: "#112233" }, by("user"));
    expect(next).toMatchObject({
      ok: true,
      value: { settings: { version: 3, appName: "New", primaryColor: "#112233" } },
    });
    expect(await acme.events()).toEqual(["settings.updated", "settings.updated"]);
  });

  test("changed by many at once change once, and everyone else is told", async () => {
    const acme = await Organization.create(world);
    const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
    const results = await Promise.all(
      names.map((appName) => acme.change({ kind: "settings", expectedVersion: 1, appName }, by("user"))),
    );
    const winners = results.filter((result) => result.ok);
    expect(winners).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.failure === "stale")).toHaveLength(7);
    const [row] =
      await world.sql`select app_name, version from organization_settings where organization_id = ${acme.id}`;
    expect(winners[0]).toMatchObject({ value: { settings: { appName: row?.["app_name"] } } });
    expect(Number(row?.["version"])).toBe(2);
  });
});

describe("a change that had to wait for somebody's transaction", () => {
  /** Begins a transaction that holds the organization, and lets it go on when somebody waits for it. */
  async function holding(organization: Organization, work: (sql: World["sql"]) => Promise<unknown>) {
    const [held, waitedFor] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done = organization.byHand(async (sql) => {
      await work(sql);
      held.resolve();
      await waitedFor.promise;
    });
    await held.promise;
    const isWaitedFor = async () => world.sql`
      select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'select%'`;
    return async () => {
      await eventually(isWaitedFor, (waiting) => waiting.length > 0);
      waitedFor.resolve();
      await done;
    };
  }

  test("goes by what that one has left, and not by what there was before", async () => {
    const acme = await Organization.create(world);
    await acme.revision();
    const letGo = await holding(
      acme,
      (sql) =>
        sql`update organization_settings set app_name = 'By hand', version = 2 where organization_id = ${acme.id}`,
    );
    const change = acme.change({ kind: "settings", expectedVersion: 1, appName: "Lost" }, by("user"));
    await letGo();
    expect(await change).toEqual({ ok: false, failure: "stale" });
    const [row] =
      await world.sql`select app_name, version::int from organization_settings where organization_id = ${acme.id}`;
    expect(row).toEqual({ app_name: "By hand", version: 2 });
  });
});

describe("members", () => {
  let acme: Organization;
  let owner: Person;
  beforeAll(async () => {
    acme = await Organization.create(world);
    owner = await acme.addPerson("owner");
  });

  test("act with their new role on their next request", async () => {
    const person = await acme.addPerson("member");
    const session = await acme.signIn(person);
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: session.tokenHash });
    const actor = by("user", owner.id);
    const change = { kind: "member-role", userId: person.id, role: "admin", actorRole: "owner" } as const;
    expect(await acme.change(change, actor)).toMatchObject({ ok: true });
    // Its page must connect again, to hear of what its new role may read and of nothing else.
    expect((await page.closed).code).toBe(1012);
    expect(await acme.admit(session)).toMatchObject({ admitted: true, session: { role: "admin" } });
    await acme.change({ ...change, role: "member" }, actor);
    expect(await acme.admit(session)).toMatchObject({ admitted: true, session: { role: "member" } });
  });

  test("who were signing in while their role changed get the new one", async () => {
    const person = await acme.addPerson("admin");
    const asOf = await acme.revision();
    const change = { kind: "member-role", userId: person.id, role: "member", actorRole: "owner" } as const;
    await acme.change(change, by("user", owner.id));
    const session = await acme.signIn(person, { asOf });
    expect(await acme.admit(session)).toMatchObject({ admitted: true, session: { role: "member" } });
  });

  test("who are removed are signed out at once, and so is a sign-in that had begun", async () => {
    const person = await acme.addPerson("member");
    const session = await acme.signIn(person);
    const asOf = await acme.revision();
    const change = { kind: "member-remove", userId: person.id, actorRole: "owner" } as const;
    expect(await acme.change(change, by("user", owner.id))).toMatchObject({ ok: true });
    expect(await acme.verdict(session)).toBe("user_revoked");
    expect(await acme.open(acme.newSession(person), asOf)).toEqual({ ok: false, failure: "revoked" });
    expect(await world.sql`select from users where id = ${person.id}`).toHaveLength(0);
    expect(await acme.change(change, by("user", owner.id))).toEqual({ ok: false, failure: "not_found" });
  });

  test("nobody touches or grants what lies above their own role, or above the role they still have", async () => {
    const admin = await acme.addPerson("admin");
    const other = await acme.addPerson("member");
    const actor = by("user", admin.id);
    const remove = { kind: "member-remove", userId: owner.id, actorRole: "admin" } as const;
    expect(await acme.change(remove, actor)).toEqual({ ok: false, failure: "forbidden" });
    const grant = { kind: "member-role", userId: other.id, role: "owner", actorRole: "admin" } as const;
    expect(await acme.change(grant, actor)).toEqual({ ok: false, failure: "forbidden" });
    // Admitted as an owner, demoted since.
    expect(await acme.change({ ...grant, actorRole: "owner" }, actor)).toEqual({ ok: false, failure: "forbidden" });
    const gone = by("user", "usr_gone");
    expect(await acme.change({ ...grant, actorRole: "owner" }, gone)).toEqual({ ok: false, failure: "forbidden" });
  });

  test("the last owner stays an owner, whoever asks", async () => {
    const lonely = await Organization.create(world);
    const last = await lonely.addPerson("owner");
    const demote = { kind: "member-role", userId: last.id, role: "member", actorRole: "operator" } as const;
    const remove = { kind: "member-remove", userId: last.id, actorRole: "owner" } as const;
    expect(await lonely.change(demote)).toEqual({ ok: false, failure: "last_owner" });
    expect(await lonely.change(remove, by("user", last.id))).toEqual({ ok: false, failure: "last_owner" });
  });

  test("two owners who remove each other at once leave one", async () => {
    const pair = await Organization.create(world);
    const [one, two] = [await pair.addPerson("owner"), await pair.addPerson("owner")];
    const results = await Promise.all([
      pair.change({ kind: "member-remove", userId: two.id, actorRole: "owner" }, by("user", one.id)),
      pair.change({ kind: "member-remove", userId: one.id, actorRole: "owner" }, by("user", two.id)),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const left = await world.sql`select from members where organization_id = ${pair.id} and role = 'owner'`;
    expect(left).toHaveLength(1);
  });
});

describe("what is changed behind the gatekeeper's back", () => {
  test("a suspension is adopted, and what was open stays dead", async () => {
    const acme = await Organization.create(world);
    const session = await acme.signIn(await acme.addPerson());
    await acme.byHand(
      (sql) => sql`update organizations set status = 'suspended', suspended_reason = 'by hand' where id = ${acme.id}`,
    );
    await acme.wake();
    await eventually(
      () => acme.verdict(session),
      (verdict) => verdict === "suspended",
    );
    await acme.byHand(
      (sql) => sql`update organizations set status = 'active', suspended_reason = null where id = ${acme.id}`,
    );
    await acme.wake();
    await eventually(
      () => acme.verdict(session),
      (verdict) => verdict === "org_revoked",
    );
  });

  test("is in force when somebody is told that it was done already", async () => {
    const acme = await Organization.create(world);
    const session = await acme.signIn(await acme.addPerson());
    expect(await acme.verdict(session)).toBe("admitted");
    await acme.byHand((sql) => sql`update organizations set status = 'deleted' where id = ${acme.id}`);
    expect(await acme.change({ kind: "delete" })).toEqual({ ok: false, failure: "wrong_state" });
    expect(await acme.verdict(session)).toBe("host_moved");
  });

  test("a role and a membership are brought in line", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson("admin");
    const session = await acme.signIn(person);
    await acme.byHand((sql) => sql`update members set role = 'member' where user_id = ${person.id}`);
    await acme.wake();
    await eventually(
      () => acme.admit(session),
      (verdict) => verdict.admitted && verdict.session.role === "member",
    );
    await acme.byHand((sql) => sql`delete from members where user_id = ${person.id}`);
    await acme.wake();
    await eventually(
      () => acme.verdict(session),
      (verdict) => verdict === "user_revoked",
    );
    await eventually(
      () => acme.events(),
      (events) => events.includes("user.sessions_revoked"),
    );
  });

  test("a role reaches a sign-in that has read the one before, although nobody is signed in", async () => {
    const acme = await Organization.create(world);
    const person = await acme.addPerson("admin");
    const asOf = await acme.revision();
    await acme.byHand((sql) => sql`update members set role = 'member' where user_id = ${person.id}`);
    await acme.wake();
    await eventually(
      () => world.sql`select 1 from outbox where organization_id = ${acme.id} and delivered_at is null`,
      (waiting) => waiting.length === 0,
    );
    const session = acme.newSession(person);
    expect(await acme.open(session, asOf)).toMatchObject({ ok: true });
    expect(await acme.admit(session)).toMatchObject({ admitted: true, session: { role: "member" } });
  });

  test("is noticed without being told by a gatekeeper that starts", async () => {
    const acme = await Organization.create(world);
    await acme.revision();
    await world.evict(acme.id);
    await acme.byHand(
      (sql) =>
        sql`update organization_settings set app_name = 'By hand', version = 7 where organization_id = ${acme.id}`,
    );
    await eventually(
      () => acme.ask([]),
      (answer) => answer.kind === "answered" && answer.snapshot?.settings.appName === "By hand",
    );
  });
});

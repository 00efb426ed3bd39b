import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { by, cookieOf, eventually, Organization, type Person } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: Organization;
let max: Person;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper");
  acme = await Organization.create(world);
  max = await acme.addPerson();
});
afterAll(() => world.stop());

describe("admission", () => {
  test("an open session is admitted with the versions a token of it must carry", async () => {
    const session = await acme.signIn(max);
    const verdict = await acme.admit(session);
    if (!verdict.admitted) throw new Error(verdict.refusal);
    expect(verdict.session).toMatchObject({ id: session.id, userId: max.id, email: max.email, role: "member" });
    const { sessionVersion, epoch } = verdict;
    const token = { kind: "token", sessionId: session.id, userId: max.id, sessionVersion, epoch } as const;
    expect(await acme.verdict(token)).toBe("admitted");
    expect(await acme.verdict({ ...token, sessionVersion: sessionVersion + 1 })).toBe("org_revoked");
    expect(await acme.verdict({ ...token, epoch: epoch + 1 })).toBe("user_revoked");
    expect(await acme.verdict({ ...token, userId: "usr_somebody_else" })).toBe("signed_out");
  });

  test("an unknown session is signed out, and a host that is not ours has moved", async () => {
    const session = await acme.signIn(max);
    expect(await acme.verdict({ kind: "cookie", tokenHash: "unknown" })).toBe("signed_out");
    expect(await acme.verdict(session, "globex.app.localhost")).toBe("host_moved");
  });

  test("a session is expired at its absolute expiry", async () => {
    const session = await acme.signIn(max, { expiresAt: Date.now() + 300 });
    await eventually(
      () => acme.verdict(session),
      (verdict) => verdict === "expired",
    );
  });

  test("a batch is answered in order, with the snapshot only for who does not have it", async () => {
    const session = await acme.signIn(max);
    const unknown = { kind: "cookie", tokenHash: "unknown" } as const;
    const questions = [unknown, cookieOf(session), unknown].map((credential) => ({ host: acme.host, credential }));
    const first = await acme.ask(questions);
    if (first.kind !== "answered" || first.snapshot === null) throw new Error("No snapshot");
    expect(first.verdicts.map(({ admitted }) => admitted)).toEqual([false, true, false]);
    expect(first.snapshot).toMatchObject({ slug: acme.slug, hosts: [acme.host], status: "active" });
    const second = await acme.ask(questions, first.snapshot.configVersion);
    expect(second).toMatchObject({ kind: "answered", snapshot: null });
    const many = Array.from({ length: 257 }, () => ({ host: acme.host, credential: unknown }));
    await expect(acme.ask(many)).rejects.toThrow("256");
  });

  test("fields and kinds of credentials that only newer callers know are tolerated", async () => {
    const odd = { kind: "passport", number: 7 } as unknown as Parameters<typeof acme.verdict>[0];
    expect(await acme.verdict(odd)).toBe("signed_out");
  });
});

test("many who come to a gatekeeper that has never started are answered alike", async () => {
  const fresh = await Organization.create(world);
  const revisions = await Promise.all(Array.from({ length: 20 }, () => fresh.revision()));
  expect(new Set(revisions).size).toBe(1);
});

describe("opening a session", () => {
  test("twice with the same id and token is once; with another token it is refused", async () => {
    const session = acme.newSession(max);
    const asOf = await acme.revision();
    expect(await acme.open(session, asOf)).toEqual({ ok: true, value: null });
    expect(await acme.open(session, asOf)).toEqual({ ok: true, value: null });
    expect(await acme.open({ ...session, tokenHash: "other" }, asOf)).toEqual({ ok: false, failure: "revoked" });
    expect(await acme.open({ ...acme.newSession(max), tokenHash: session.tokenHash }, asOf)).toMatchObject({
      ok: false,
    });
  });

  test("is refused for a sign-in that began before the user's or the organization's revocation", async () => {
    const asOf = await acme.revision();
    await acme.revoke({ kind: "user", userId: max.id });
    expect(await acme.open(acme.newSession(max), asOf)).toEqual({ ok: false, failure: "revoked" });
    const other = await acme.addPerson();
    expect(await acme.open(acme.newSession(other), asOf)).toEqual({ ok: true, value: null });
    await acme.revoke({ kind: "organization" });
    expect(await acme.open(acme.newSession(other), asOf)).toEqual({ ok: false, failure: "revoked" });
    expect(await acme.open(acme.newSession(other), await acme.revision())).toEqual({ ok: true, value: null });
  });

  test("is refused on a host that is not ours, and for a revision we never handed out", async () => {
    const asOf = await acme.revision();
    expect(await acme.open(acme.newSession(max), asOf + 1)).toEqual({ ok: false, failure: "revoked" });
    const elsewhere = await acme.open(acme.newSession(max), asOf, Date.now() + 1_000, "globex.app.localhost");
    expect(elsewhere).toEqual({ ok: false, failure: "host_moved" });
  });
});

describe("a revocation", () => {
  test("of a session ends it alone, at once, and its id never opens again", async () => {
    const [session, other] = [await acme.signIn(max), await acme.signIn(max)];
    const revoked = await acme.revoke(
      { kind: "session", sessionId: session.id, userId: max.id },
      { reason: "ended_by_user" },
    );
    expect(revoked).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await acme.verdict(session)).toBe("session_revoked");
    expect(await acme.verdict(other)).toBe("admitted");
    const again = await acme.open(session, await acme.revision());
    expect(again).toEqual({ ok: false, failure: "revoked" });
  });

  test("of a session that is not that user's, or not there, finds nothing and changes nothing", async () => {
    const session = await acme.signIn(max);
    const scope = { kind: "session", sessionId: session.id, userId: "usr_somebody_else" } as const;
    expect(await acme.revoke(scope)).toEqual({ ok: false, failure: "not_found" });
    expect(await acme.revoke({ ...scope, sessionId: "ses_unknown" })).toEqual({ ok: false, failure: "not_found" });
    expect(await acme.verdict(session)).toBe("admitted");
  });

  test("by the system of an id that is not open yet keeps it from ever opening", async () => {
    const session = acme.newSession(max);
    const scope = { kind: "session", sessionId: session.id, userId: max.id } as const;
    expect(await acme.revoke(scope, { reason: "signed_out", audit: by("system") })).toMatchObject({ ok: true });
    expect(await acme.open(session, await acme.revision())).toEqual({ ok: false, failure: "revoked" });
  });

  test("of a user spares the session that asks, but not the tokens minted before", async () => {
    const ann = await acme.addPerson();
    const [asking, other] = [await acme.signIn(ann), await acme.signIn(ann)];
    const before = await acme.admit(asking);
    if (!before.admitted) throw new Error(before.refusal);
    const revoked = await acme.revoke({ kind: "user", userId: ann.id, except: asking.id }, { reason: "ended_by_user" });
    expect(revoked).toMatchObject({ ok: true, value: { closed: 1 } });
    expect(await acme.verdict(asking)).toBe("admitted");
    expect(await acme.verdict(other)).toBe("user_revoked");
    const { sessionVersion, epoch } = before;
    const token = { kind: "token", sessionId: asking.id, userId: ann.id, sessionVersion, epoch } as const;
    expect(await acme.verdict(token)).toBe("user_revoked");
  });

  test("does not bring back to life a session that is named as the one to spare", async () => {
    const ann = await acme.addPerson();
    const session = await acme.signIn(ann);
    await acme.revoke({ kind: "user", userId: ann.id });
    await acme.revoke({ kind: "user", userId: ann.id, except: session.id }, { reason: "ended_by_user" });
    expect(await acme.verdict(session)).toBe("user_revoked");
    const other = await acme.signIn(await acme.addPerson());
    await acme.revoke({ kind: "user", userId: ann.id, except: other.id });
    expect(await acme.verdict(other)).toBe("admitted");
  });

  test("of the organization ends everyone's sessions, and those who sign in afterwards stay", async () => {
    const sessions = [await acme.signIn(max), await acme.signIn(await acme.addPerson())];
    expect(await acme.revoke({ kind: "organization" })).toMatchObject({
      ok: true,
      value: { closed: expect.any(Number) },
    });
    for (const session of sessions) expect(await acme.verdict(session)).toBe("org_revoked");
    expect(await acme.verdict(await acme.signIn(max))).toBe("admitted");
  });

  test("that is replayed touches only what was opened below its revision", async () => {
    const ann = await acme.addPerson();
    const before = await acme.signIn(ann);
    const first = await acme.revoke({ kind: "user", userId: ann.id });
    if (!first.ok) throw new Error(first.failure);
    const after = await acme.signIn(ann);
    const replay = await acme.revoke({ kind: "user", userId: ann.id }, { below: first.value.revision });
    expect(replay).toMatchObject({ ok: true, value: { closed: 0 } });
    expect(await acme.verdict(before)).toBe("user_revoked");
    expect(await acme.verdict(after)).toBe("admitted");
  });

  test("reaches Postgres: the versions, the sessions, and one audit row", async () => {
    const globex = await Organization.create(world);
    const ann = await globex.addPerson();
    const [one, two, three] = [await globex.signIn(ann), await globex.signIn(ann), await globex.signIn(ann)];
    await globex.revoke({ kind: "session", sessionId: one.id, userId: ann.id }, { reason: "signed_out" });
    const user = await globex.revoke({ kind: "user", userId: ann.id, except: three.id }, { reason: "ended_by_user" });
    const whole = await globex.revoke({ kind: "organization" }, { audit: by("operator") });
    if (!user.ok || !whole.ok) throw new Error("Not revoked");
    const events = ["user.signed_out", "user.sessions_revoked", "tenant.sessions_revoked"];
    await eventually(
      () => globex.events(),
      (found) => found.length === 3,
    );
    expect((await globex.events()).toSorted()).toEqual(events.toSorted());
    expect(await globex.platformEvents()).toEqual(["tenant.sessions_revoked"]);
    const [organization] = await world.sql`select session_version from organizations where id = ${globex.id}`;
    expect(Number(organization?.["session_version"])).toBe(whole.value.revision);
    const [row] = await world.sql`select epoch from users where id = ${ann.id}`;
    expect(Number(row?.["epoch"])).toBe(user.value.revision);
    const rows = await world.sql`
      select id, revoked_reason from sessions where organization_id = ${globex.id} and revoked_at is not null`;
    const reasons = Object.fromEntries(rows.map((each) => [each["id"], each["revoked_reason"]]));
    expect(reasons).toEqual({ [one.id]: "signed_out", [two.id]: "ended_by_user", [three.id]: "ended_by_admin" });
  });
});

describe("an evicted gatekeeper", () => {
  test("comes back with everything it had acknowledged", async () => {
    const ann = await acme.addPerson();
    const [kept, ended] = [await acme.signIn(ann), await acme.signIn(ann)];
    const asOf = await acme.revision();
    await acme.revoke({ kind: "session", sessionId: ended.id }, { reason: "ended_by_admin" });
    await acme.revoke({ kind: "user", userId: max.id });
    const revision = await acme.revision();
    await world.evict(acme.id);
    expect(await acme.verdict(kept)).toBe("admitted");
    expect(await acme.verdict(ended)).toBe("session_revoked");
    expect(await acme.revision()).toBe(revision);
    expect(await acme.open(ended, revision)).toEqual({ ok: false, failure: "revoked" });
    expect(await acme.open(acme.newSession(max), asOf)).toEqual({ ok: false, failure: "revoked" });
    const open = await acme.gatekeeper.sessionsOf({ organizationId: acme.id, userId: ann.id });
    expect(open).toMatchObject({ ok: true, value: [{ id: kept.id }] });
  });
});

describe("an organization that does not exist", () => {
  test("has no host, no sessions, and leaves nothing behind", async () => {
    const nobody = new Organization(world);
    expect(await nobody.verdict({ kind: "cookie", tokenHash: "x" })).toBe("host_moved");
    expect(
      await nobody.gatekeeper.visit({ organizationId: nobody.id, host: nobody.host, knownConfigVersion: 0 }),
    ).toEqual({
      kind: "refused",
      refusal: "host_moved",
    });
    expect(await nobody.open(nobody.newSession(max), 0)).toEqual({ ok: false, failure: "host_moved" });
    expect(await nobody.revoke({ kind: "organization" })).toEqual({ ok: false, failure: "not_found" });
    expect(await nobody.change({ kind: "suspend", reason: "x" })).toEqual({ ok: false, failure: "not_found" });
    await nobody.wake();
    const tables = await world.storage(
      nobody.id,
      "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\'",
    );
    expect(tables).toEqual([]);
  });

  test("nor does a gatekeeper speak for another organization than its own", async () => {
    const stranger = await Organization.create(world);
    const answer = await world.gatekeeper(acme.id).visit({
      organizationId: stranger.id,
      host: stranger.host,
      knownConfigVersion: 0,
    });
    expect(answer).toEqual({ kind: "refused", refusal: "host_moved" });
  });
});

describe("a page's live connection", () => {
  test("is greeted, and closed at once when its session is revoked", async () => {
    const [session, other] = [await acme.signIn(max), await acme.signIn(max)];
    const knock = { organizationId: acme.id, host: acme.host };
    const page = await world.live({ ...knock, tokenHash: session.tokenHash });
    const spared = await world.live({ ...knock, tokenHash: other.tokenHash });
    await eventually(
      async () => page.messages,
      (messages) => messages.some(({ type }) => type === "hello"),
    );
    await acme.revoke({ kind: "session", sessionId: session.id }, { reason: "ended_by_admin" });
    expect((await page.closed).code).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "session_revoked" });
    expect(spared.messages.some(({ type }) => type === "ended")).toBe(false);
  });

  test("survives an eviction, and is still closed by a revocation afterwards", async () => {
    const session = await acme.signIn(max);
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: session.tokenHash });
    await world.evict(acme.id);
    await acme.revoke({ kind: "user", userId: max.id });
    expect((await page.closed).code).toBe(4401);
  });

  test("of a session that is not open is closed with the reason", async () => {
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: "unknown" });
    expect((await page.closed).code).toBe(4401);
    expect(page.messages).toEqual([{ type: "ended", refusal: "signed_out" }]);
  });

  test("hears of topics its role may read, and of no others", async () => {
    const admin = await acme.signIn(await acme.addPerson("admin"));
    const member = await acme.signIn(await acme.addPerson("member"));
    const knock = { organizationId: acme.id, host: acme.host };
    const adminPage = await world.live({ ...knock, tokenHash: admin.tokenHash });
    const memberPage = await world.live({ ...knock, tokenHash: member.tokenHash });
    await acme.gatekeeper.wake({ organizationId: acme.id, topics: ["invitations", "members"] });
    const topics = (page: typeof adminPage) =>
      page.messages.flatMap((one) => (one.type === "changed" ? [one.topic] : []));
    await eventually(
      async () => topics(memberPage),
      (heard) => heard.includes("members"),
    );
    await eventually(
      async () => topics(adminPage),
      (heard) => heard.includes("members") && heard.includes("invitations"),
    );
    expect(topics(memberPage)).not.toContain("invitations");
  });

  test("that talks too much or too long is cut off", async () => {
    const session = await acme.signIn(max);
    const knock = { organizationId: acme.id, host: acme.host, tokenHash: session.tokenHash };
    const long = await world.live(knock);
    long.send("x".repeat(1_000));
    expect((await long.closed).code).toBe(1009);
    const chatty = await world.live(knock);
    for (let index = 0; index < 20; index += 1) chatty.send("hello?");
    expect((await chatty.closed).code).toBe(1008);
    expect(await acme.verdict(session)).toBe("admitted");
  });
});

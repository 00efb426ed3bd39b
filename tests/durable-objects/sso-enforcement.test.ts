import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { OpenSessionCommand } from "../../src/gatekeeper/contract.ts";
import { by, eventually, type Person } from "./organization.ts";
import { newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso-enforcement");
});
afterAll(() => world.stop());
afterEach(() => world.line.mend());

type Method = OpenSessionCommand["session"]["method"];

/** A session that began in this way, open here and recorded in Postgres. */
async function signInBy(method: Method, organization: SsoOrganization, person: Person, asOf?: number) {
  const session = organization.newSession(person);
  const at = asOf ?? (await organization.revision());
  const opened = await organization.openBy(method, session, at);
  if (opened.ok) {
    await world.sql`
      insert into sessions (id, organization_id, user_id, token_hash, method, host, expires_at, as_of)
      values (${session.id}, ${organization.id}, ${person.id}, ${session.tokenHash}, ${method}, ${organization.host},
              now() + interval '1 day', ${at})`;
  }
  return { ...session, opened };
}

async function settled(organization: SsoOrganization): Promise<void> {
  await eventually(
    async () => {
      await organization.wake();
      return world.storage(organization.id, "select due_at from intents union all select due_at from effects");
    },
    (work) => work.length === 0,
  );
}

describe("single sign-on is not enforced", () => {
  test("before an owner has come in by a provider as it is now, enabled and with a verified domain", async () => {
    const acme = await SsoOrganization.create(world);
    const notProven = { ok: false, failure: "not_proven" };
    expect(await acme.enforce(true)).toEqual(notProven);
    const { id, fields, domain } = await acme.provider();
    await acme.check(id, domain, true);
    expect(await acme.enforce(true)).toEqual(notProven);
    await acme.prove(id, fields, acme.admin);
    expect(await acme.enforce(true)).toEqual(notProven);
    await acme.prove(id, { ...fields, clientId: "another" });
    expect(await acme.enforce(true)).toEqual(notProven);
    await acme.prove(id, fields);
    await acme.update(id, 1, { enabled: false });
    expect(await acme.enforce(true)).toEqual(notProven);
    await acme.update(id, 2, { enabled: true });
    await acme.byHand((sql) => sql`update sso_domains set verified_at = null where domain = ${domain}`);
    expect(await acme.enforce(true)).toEqual(notProven);
    await acme.check(id, domain, true);
    expect(await acme.enforce(true)).toMatchObject({ ok: true, value: { enforceSso: true } });
    expect(await acme.history("enforcement")).toEqual([{ version: 1, act: "enforced", document: { enabled: true } }]);
  });

  test("by somebody who may not, or at another version than they have seen", async () => {
    const acme = await SsoOrganization.create(world);
    await acme.provenProvider();
    const member = await acme.addPerson("member");
    const audit = by("user", member.id);
    const enforcement = { kind: "sso-enforcement", enabled: true, expectedVersion: null } as const;
    const asMember = await acme.change({ ...enforcement, endPasswordSessions: false, actorRole: "owner" }, audit);
    expect(asMember).toEqual({ ok: false, failure: "forbidden" });
    expect(await acme.enforce(true, { expectedVersion: 4 })).toEqual({ ok: false, failure: "stale" });
    expect(await acme.enforce(true, { expectedVersion: 0 })).toMatchObject({ ok: true });
    expect(await acme.enforce(false, { expectedVersion: 0 })).toEqual({ ok: false, failure: "stale" });
    // As it is already.
    expect(await acme.enforce(true)).toMatchObject({ ok: true });
    expect(await acme.enforce(false, { expectedVersion: 1 })).toMatchObject({ ok: true, value: { enforceSso: false } });
    expect((await acme.history("enforcement")).map(({ act }) => act)).toEqual(["enforced", "lifted"]);
    expect((await acme.events()).filter((event) => event.startsWith("sso.enforce"))).toEqual([
      "sso.enforced",
      "sso.enforcement_lifted",
    ]);
  });
});

describe("while single sign-on is enforced", () => {
  let acme: SsoOrganization;
  beforeAll(async () => {
    acme = await SsoOrganization.create(world);
  });

  test("passwords open nothing, providers and recovery codes do, and what is open stays", async () => {
    const early = await signInBy("password", acme, acme.owner);
    const asOf = await acme.revision();
    await acme.provenProvider();
    await acme.enforce(true);
    expect(await acme.verdict(early)).toBe("admitted");
    const required = { ok: false, failure: "sso_required" };
    expect((await signInBy("password", acme, acme.owner)).opened).toEqual(required);
    expect((await signInBy("invitation", acme, acme.admin)).opened).toEqual(required);
    // One that had begun before.
    expect((await signInBy("password", acme, acme.owner, asOf)).opened).toEqual(required);
    expect((await signInBy("sso", acme, acme.owner)).opened).toMatchObject({ ok: true });
    expect((await signInBy("recovery", acme, acme.owner)).opened).toMatchObject({ ok: true });
    await world.restart();
    expect((await signInBy("password", acme, acme.owner)).opened).toEqual(required);
    await acme.enforce(false);
    expect((await signInBy("password", acme, acme.owner)).opened).toMatchObject({ ok: true });
  });

  test("nothing may be changed so that nobody could come in any more", async () => {
    const fresh = await SsoOrganization.create(world);
    const { id, fields, domain } = await fresh.provenProvider();
    const spare = await fresh.provider();
    await fresh.check(spare.id, spare.domain, true);
    await fresh.enforce(true);
    const enforced = { ok: false, failure: "enforced" };
    expect(await fresh.remove(id, 1)).toEqual(enforced);
    expect(await fresh.update(id, 1, { enabled: false })).toEqual(enforced);
    expect(await fresh.update(id, 1, { domains: [newDomain()] })).toEqual(enforced);
    expect(await fresh.update(id, 1, { clientId: "another" })).toEqual(enforced);
    expect(await fresh.row(id)).toMatchObject({ version: "1", enabled: true, client_id: fields.clientId });
    expect(await fresh.history(id)).toHaveLength(1);
    // What leaves a way in may be done: the spare's removal, another name, and all of it once another is proven.
    expect(await fresh.update(id, 1, { label: "New name" })).toMatchObject({ ok: true });
    await fresh.prove(spare.id, spare.fields);
    expect(await fresh.remove(id, 2)).toMatchObject({ ok: true });
    expect(await fresh.remove(spare.id, 1)).toEqual(enforced);
    expect(await world.sql`select from sso_domains where domain = ${domain}`).toHaveLength(0);
  });

  test("a domain that is lost is lost all the same", async () => {
    const fresh = await SsoOrganization.create(world);
    const { id, domain } = await fresh.provenProvider();
    await fresh.enforce(true);
    await fresh.check(id, domain, false);
    await world.sql`update sso_domains set failing_since = now() - interval '2 days' where domain = ${domain}`;
    expect(await fresh.check(id, domain, false)).toMatchObject({
      ok: true,
      value: { enforceSso: true, providers: [] },
    });
    // Nothing is left that could be lost, so whatever helps may be tried.
    expect(await fresh.update(id, 1, { domains: [newDomain()] })).toMatchObject({ ok: true });
    expect((await signInBy("recovery", fresh, fresh.owner)).opened).toMatchObject({ ok: true });
  });
});

describe("password sessions that end when single sign-on is enforced", () => {
  test("are all that did not begin at a provider or with a recovery code, the actor's too, here and on record", async () => {
    const acme = await SsoOrganization.create(world);
    await acme.provenProvider();
    const ended = [await signInBy("password", acme, acme.owner), await signInBy("invitation", acme, acme.admin)];
    const kept = [await signInBy("sso", acme, acme.admin), await signInBy("recovery", acme, acme.owner)];
    const knock = { organizationId: acme.id, host: acme.host };
    const pages = await Promise.all([...ended, ...kept].map(({ tokenHash }) => world.live({ ...knock, tokenHash })));
    const asOf = await acme.revision();
    expect(await acme.enforce(true, { endPasswordSessions: true })).toMatchObject({ ok: true });
    for (const session of ended) expect(await acme.verdict(session)).toBe("session_revoked");
    for (const session of kept) expect(await acme.verdict(session)).toBe("admitted");
    await Promise.all(pages.slice(0, 2).map(({ closed }) => closed));
    expect(pages.map(({ messages }) => messages.some(({ type }) => type === "ended"))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(pages[0]?.messages.at(-1)).toEqual({ type: "ended", refusal: "session_revoked" });
    await settled(acme);
    const records = await world.sql`
      select method, revoked_reason from sessions where organization_id = ${acme.id} order by method`;
    expect(records).toEqual([
      { method: "invitation", revoked_reason: "sso_enforced" },
      { method: "password", revoked_reason: "sso_enforced" },
      { method: "recovery", revoked_reason: null },
      { method: "sso", revoked_reason: null },
    ]);
    const [log] = await world.sql`
      select data, actor_id from audit_logs where organization_id = ${acme.id} and event = 'tenant.sessions_revoked'`;
    expect(log).toEqual({ data: { reason: "sso_enforced", closed: 2 }, actor_id: acme.owner.id });
    // A password that was under way then opens nothing, even when all is over.
    await acme.enforce(false);
    expect((await signInBy("password", acme, acme.owner, asOf)).opened).toEqual({ ok: false, failure: "revoked" });
    expect((await signInBy("sso", acme, acme.owner, asOf)).opened).toMatchObject({ ok: true });
    const later = await signInBy("password", acme, acme.owner);
    expect(await acme.verdict(later)).toBe("admitted");
    await settled(acme);
    expect(await world.sql`select revoked_at from sessions where id = ${later.id}`).toEqual([{ revoked_at: null }]);
  });

  test("end although it was enforced before, and none end that are to stay", async () => {
    const acme = await SsoOrganization.create(world);
    const session = await signInBy("password", acme, acme.owner);
    await acme.provenProvider();
    await acme.enforce(true);
    expect(await acme.verdict(session)).toBe("admitted");
    await acme.enforce(true, { endPasswordSessions: true });
    expect(await acme.verdict(session)).toBe("session_revoked");
  });
});

describe.each(["after", "before"] as const)("when the connection breaks %s Postgres has it", (where) => {
  test("enforcement counts as turned on, and its sessions as ended, until Postgres has been read", async () => {
    const acme = await SsoOrganization.create(world);
    const session = await signInBy("password", acme, acme.admin);
    await acme.provenProvider();
    const cut = world.line.cutAtNextChange(where).then(() => world.line.cut());
    const unanswered = await acme.enforce(true, { endPasswordSessions: true });
    expect(unanswered).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    expect(await acme.verdict(session)).toBe("session_revoked");
    const tried = acme.newSession(acme.admin);
    const required = { ok: false, failure: "sso_required" };
    expect(await acme.openBy("password", tried, await acme.revision())).toEqual(required);
    expect(await acme.openBy("recovery", acme.newSession(acme.owner), await acme.revision())).toMatchObject({
      ok: true,
    });
    await world.restart();
    expect(await acme.openBy("password", tried, await acme.revision())).toEqual(required);
    world.line.mend();
    await settled(acme);
    expect(await acme.verdict(session)).toBe("session_revoked");
    expect((await acme.snapshot()).enforceSso).toBe(where === "after");
    const opened = await acme.openBy("password", acme.newSession(acme.admin), await acme.revision());
    expect(opened).toEqual(where === "after" ? required : { ok: true, value: null });
    const events = await eventually(
      () => acme.events(),
      (all) => all.includes("tenant.sessions_revoked"),
    );
    expect(events.includes("sso.enforced")).toBe(where === "after");
  });

  test("enforcement counts as not turned off until Postgres has been read", async () => {
    const acme = await SsoOrganization.create(world);
    await acme.provenProvider();
    await acme.enforce(true);
    const cut = world.line.cutAtNextChange(where).then(() => world.line.cut());
    expect(await acme.enforce(false)).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    const required = { ok: false, failure: "sso_required" };
    expect(await acme.openBy("password", acme.newSession(acme.admin), await acme.revision())).toEqual(required);
    world.line.mend();
    await settled(acme);
    const opened = await acme.openBy("password", acme.newSession(acme.admin), await acme.revision());
    expect(opened).toEqual(where === "before" ? required : { ok: true, value: null });
  });

  test("a change of a provider is made or is not, with its version, its row and all", async () => {
    const acme = await SsoOrganization.create(world);
    const { id } = await acme.provenProvider({ label: "Before" });
    const cut = world.line.cutAtNextChange(where).then(() => world.line.cut());
    expect(await acme.update(id, 1, { label: "After" })).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    world.line.mend();
    await settled(acme);
    const isMade = where === "after";
    expect(await acme.row(id)).toMatchObject(
      isMade ? { version: "2", label: "After" } : { version: "1", label: "Before" },
    );
    expect(await acme.history(id)).toHaveLength(isMade ? 2 : 1);
    expect((await acme.snapshot()).providers).toEqual([{ providerId: id, label: isMade ? "After" : "Before" }]);
    const again = await acme.update(id, 1, { label: "After" });
    expect(again).toMatchObject(isMade ? { ok: false, failure: "stale" } : { ok: true });
    expect((await acme.events()).filter((event) => event === "sso.provider_updated")).toHaveLength(1);
  });
});

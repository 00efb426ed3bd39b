import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../src/authorization/role.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import type { ProviderFields } from "../../src/sso/provider.ts";
import { by, eventually, type Person } from "./organization.ts";
import { fieldsWith, newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: SsoOrganization;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso-authority");
  acme = await SsoOrganization.create(world);
});
afterAll(() => world.stop());

const enforced = { ok: false, failure: "enforced" };

/** How far each version of a provider reached. */
async function reach(id: string): Promise<unknown[]> {
  const rows = await world.sql`select authority from sso_revisions where subject = ${id} order by version`;
  return rows.map((row) => row["authority"]);
}

describe("an owner's authority over a provider", () => {
  const trusted: Partial<ProviderFields>[] = [
    { issuer: "https://evil.test" },
    { clientId: "another" },
    { clientAuthentication: "client_secret_post" },
    { endpoints: { authorization: "https://idp.test/a", token: "https://idp.test/t", jwks: "https://idp.test/j" } },
    { domains: [newDomain()] },
    { emailVerification: "assumed" },
    { provisioning: false },
    { defaultRole: "admin" },
    { roleClaim: "groups" },
    { roleMappings: [{ value: "chiefs", role: "admin" }] },
  ];

  test.each(trusted)(
    "ends with an admin's change of %j, and no other change of an owner's gives it back",
    async (fields) => {
      const { id } = await acme.provider();
      const secret = { role: "admin", sealedSecret: "an admin's" } as const;
      expect(await acme.update(id, 1, fields, secret)).toMatchObject({ ok: true });
      expect(await acme.update(id, 2, { label: "Renamed by an owner" })).toMatchObject({ ok: true });
      expect(await acme.update(id, 3, { clientId: "an owner's" })).toMatchObject({ ok: true });
      expect(await acme.row(id)).toMatchObject({ version: "4", authority: "admin" });
      expect(await acme.confirm(id, 4)).toMatchObject({ ok: true });
      expect(await acme.row(id)).toMatchObject({ version: "5", authority: "owner" });
      expect(await reach(id)).toEqual(["owner", "admin", "admin", "admin", "owner"]);
    },
  );

  test("ends with a secret that an admin has set", async () => {
    const { id } = await acme.provider();
    await acme.update(id, 1, {}, { role: "admin", sealedSecret: "an admin's" });
    expect(await acme.row(id)).toMatchObject({ authority: "admin" });
  });

  test("stays when an admin changes what lets nobody else in", async () => {
    const { id } = await acme.provider();
    const harmless = { label: "New", preset: "okta", enabled: false, maxAgeSeconds: 60, acrValues: "mfa" } as const;
    expect(await acme.update(id, 1, { ...harmless, logoutAtProvider: true }, { role: "admin" })).toMatchObject({
      ok: true,
    });
    expect(await acme.row(id)).toMatchObject({ version: "2", authority: "owner" });
  });

  test("stays with an owner's changes, and is not made by restoring what was deleted", async () => {
    const { id } = await acme.provider();
    await acme.update(id, 1, { clientId: "an owner's" });
    expect(await acme.row(id)).toMatchObject({ authority: "owner" });
    await acme.remove(id, 2);
    expect(await acme.restore(id, 3, 1, ["x"])).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ version: "4", authority: "admin" });
    expect(await reach(id)).toEqual(["owner", "owner", "owner", "admin"]);
  });

  test("ends when an admin restores another version of it", async () => {
    const { id } = await acme.provider();
    await acme.update(id, 1, { clientId: "an owner's" });
    expect(await acme.restore(id, 2, 1, ["x"], "admin")).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ authority: "admin" });
  });
});

describe("an admin", () => {
  test("does not enforce single sign-on by a provider that signs in no owner", async () => {
    const own = await SsoOrganization.create(world);
    const { id } = await own.provenProvider();
    // The proof holds, which is about the issuer and the client.
    await own.update(id, 1, { provisioning: false }, { role: "admin" });
    expect(await own.enforce(true, { role: "admin" })).toEqual({ ok: false, failure: "not_proven" });
    await own.confirm(id, 2);
    expect(await own.enforce(true, { role: "admin" })).toMatchObject({ ok: true });
  });

  test("does not end owners' sessions by enforcing it", async () => {
    const own = await SsoOrganization.create(world);
    await own.provenProvider();
    const session = await own.signIn(own.owner);
    const ending = { role: "admin", endPasswordSessions: true } as const;
    expect(await own.enforce(true, ending)).toEqual({ ok: false, failure: "forbidden" });
    expect((await own.snapshot()).enforceSso).toBe(false);
    expect(await own.verdict(session)).toBe("admitted");
    expect(await own.enforce(true, { role: "admin" })).toMatchObject({ ok: true });
    expect(await own.enforce(true, ending)).toEqual({ ok: false, failure: "forbidden" });
    expect(await own.verdict(session)).toBe("admitted");
  });

  test("changes nothing of a provider in use that could shut its door, while there is no other", async () => {
    const own = await SsoOrganization.create(world);
    const { id } = await own.provenProvider();
    const spare = await own.provenProvider();
    const unused = await own.provider();
    await own.enforce(true);
    const admin = { role: "admin" } as const;
    expect(await own.update(id, 1, {}, { ...admin, sealedSecret: "wrong" })).toEqual(enforced);
    const attempts: Partial<ProviderFields>[] = [
      { acrValues: "nobody-has-this" },
      { maxAgeSeconds: 0 },
      { emailVerification: "assumed" },
      { enabled: false },
      { provisioning: false },
      { clientAuthentication: "client_secret_post" },
      { label: "With something else", acrValues: "x" },
    ];
    for (const fields of attempts) expect(await own.update(id, 1, fields, admin)).toEqual(enforced);
    expect(await own.remove(id, 1, "admin")).toEqual(enforced);
    expect(await own.row(id)).toMatchObject({ version: "1", authority: "owner" });
    const harmless = { label: "New", preset: "okta", logoutAtProvider: true } as const;
    expect(await own.update(id, 1, harmless, admin)).toMatchObject({ ok: true });
    // Nobody comes in by it anyway.
    expect(await own.update(unused.id, 1, { acrValues: "x" }, admin)).toMatchObject({ ok: true });
    // It is an owner's to decide.
    expect(await own.update(id, 2, { acrValues: "mfa" }, { sealedSecret: "new" })).toMatchObject({ ok: true });
    expect(await own.remove(spare.id, 1)).toMatchObject({ ok: true });
  });

  test("leaves no provider as the last one that signs in no owner", async () => {
    const own = await SsoOrganization.create(world);
    const { id } = await own.provenProvider();
    const spare = await own.provenProvider();
    await own.update(spare.id, 1, { provisioning: false }, { role: "admin" });
    await own.enforce(true);
    // Not by way of an owner either, who sees a proof on both.
    expect(await own.remove(id, 1)).toEqual(enforced);
    await own.confirm(spare.id, 2);
    expect(await own.remove(id, 1)).toMatchObject({ ok: true });
  });
});

describe("a session that a provider opened", () => {
  const providerId = newIdentifier("sso");

  /** Somebody who comes by a provider that reaches this far. */
  async function comeIn(person: Person, authority: Role, asOf?: number) {
    const session = acme.newSession(person);
    const sso = { providerId, subject: `https://idp.test ${session.id}`, sid: null, authority };
    const at = asOf ?? (await acme.revision());
    const opened = await acme.openBy("sso", session, at, { sso });
    if (opened.ok) {
      await world.sql`
        insert into sessions (id, organization_id, user_id, token_hash, method, host, expires_at, as_of)
        values (${session.id}, ${acme.id}, ${person.id}, ${session.tokenHash}, 'sso', ${acme.host},
                now() + interval '1 day', ${at})`;
    }
    return { ...session, opened };
  }

  function promote(person: Person, role: Role) {
    const { actorRole, audit } = acme.as("owner");
    return acme.change({ kind: "member-role", userId: person.id, role, actorRole }, audit);
  }

  test("is not opened above what the provider reaches", async () => {
    const revoked = { ok: false, failure: "revoked" };
    expect((await comeIn(acme.owner, "admin")).opened).toEqual(revoked);
    expect((await comeIn(acme.admin, "member")).opened).toEqual(revoked);
    expect((await comeIn(acme.admin, "admin")).opened).toMatchObject({ ok: true });
    expect((await comeIn(acme.owner, "owner")).opened).toMatchObject({ ok: true });
  });

  test("is not opened when its person has become more since the sign-in began", async () => {
    const person = await acme.addPerson("member");
    const asOf = await acme.revision();
    await promote(person, "owner");
    expect((await comeIn(person, "admin", asOf)).opened).toEqual({ ok: false, failure: "revoked" });
    expect((await comeIn(person, "owner", asOf)).opened).toMatchObject({ ok: true });
  });

  test("ends when its person becomes more than the provider reaches, here and on record", async () => {
    const person = await acme.addPerson("member");
    const ended = await comeIn(person, "admin");
    const kept = [await comeIn(person, "owner"), await acme.signIn(person)];
    const other = await comeIn(await acme.addPerson("member"), "member");
    const page = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: ended.tokenHash });
    await promote(person, "admin");
    expect(await acme.verdict(ended)).toBe("admitted");
    await promote(person, "owner");
    expect(await acme.verdict(ended)).toBe("session_revoked");
    for (const session of [...kept, other]) expect(await acme.verdict(session)).toBe("admitted");
    await page.closed;
    const [record] = await eventually(
      () => world.sql`select revoked_reason from sessions where id = ${ended.id} and revoked_at is not null`,
      (rows) => rows.length === 1,
    );
    expect(record).toEqual({ revoked_reason: "role_changed" });
    const [log] = await world.sql`select event, data, actor_id from audit_logs where target_id = ${ended.id}`;
    const data = { reason: "role_changed", closed: 1, userId: person.id, email: person.email };
    expect(log).toEqual({ event: "session.revoked", data, actor_id: acme.owner.id });
  });

  test("stays ended when the object dies after the promotion was committed", async () => {
    const person = await acme.addPerson("member");
    const session = await comeIn(person, "admin");
    const cut = world.line.cutAtNextChange("after").then(() => world.line.cut());
    expect(await promote(person, "owner")).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    await world.restart();
    world.line.mend();
    await eventually(
      async () => {
        await acme.wake();
        return world.storage(acme.id, "select due_at from intents");
      },
      (intents) => intents.length === 0,
    );
    expect(await acme.verdict(session)).toBe("session_revoked");
  });
});

describe("a recovery code", () => {
  test("goes when its owner is no owner any more", async () => {
    const [left, kept] = [await acme.addPerson("owner"), await acme.addPerson("owner")];
    for (const { id } of [left, kept]) {
      await world.sql`insert into recovery_codes (organization_id, user_id, code_hash) values (${acme.id}, ${id}, ${id})`;
    }
    const role = { kind: "member-role", actorRole: "owner" } as const;
    await acme.change({ ...role, userId: kept.id, role: "owner" }, by("user", acme.owner.id));
    await acme.change({ ...role, userId: left.id, role: "admin" }, by("user", acme.owner.id));
    const codes = await world.sql`select user_id from recovery_codes where user_id in (${left.id}, ${kept.id})`;
    expect(codes).toEqual([{ user_id: kept.id }]);
  });
});

test("nobody has more than fifty providers", async () => {
  const own = await SsoOrganization.create(world);
  await own.byHand(async (sql) => {
    for (let made = 0; made < 49; made += 1) {
      const { label, issuer, clientId, clientAuthentication } = fieldsWith();
      await sql`
        insert into sso_providers (organization_id, id, label, issuer, client_id, client_secret, client_authentication, authority)
        values (${own.id}, ${newIdentifier("sso")}, ${label}, ${issuer}, ${clientId}, 'x', ${clientAuthentication}, 'owner')`;
    }
  });
  const { id } = await own.provider();
  const tooMany = { ok: false, failure: "too_many" };
  expect(await own.make(fieldsWith())).toEqual(tooMany);
  await own.remove(id, 1);
  await own.provider();
  expect(await own.restore(id, 2, 1, ["x"])).toEqual(tooMany);
});

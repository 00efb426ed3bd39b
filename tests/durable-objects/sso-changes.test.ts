import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { by, eventually } from "./organization.ts";
import { fieldsWith, newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: SsoOrganization;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso");
  acme = await SsoOrganization.create(world);
});
afterAll(() => world.stop());

describe("a provider", () => {
  test("is made with its domains, its first version and its row in the audit log, without its secret in either", async () => {
    const [id, fields] = [newIdentifier("sso"), fieldsWith({ label: "Entra" })];
    expect(await acme.make(fields, { providerId: id, sealedSecret: "sealed-secret" })).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ label: "Entra", client_secret: "sealed-secret", authority: "owner" });
    const history = await acme.history(id);
    expect(history).toEqual([{ version: 1, act: "created", document: fields }]);
    const logs = await world.sql`select * from audit_logs where target_id = ${id}`;
    expect(logs).toMatchObject([{ event: "sso.provider_created", target_name: "Entra", actor_id: acme.owner.id }]);
    expect(JSON.stringify([history, logs])).not.toContain("sealed-secret");
  });

  test("whose creation is repeated is made once; the same key for another one is refused", async () => {
    const [providerId, fields] = [newIdentifier("sso"), fieldsWith()];
    expect(await acme.make(fields, { providerId, fingerprint: "one" })).toMatchObject({ ok: true });
    expect(await acme.make(fields, { providerId, fingerprint: "one" })).toMatchObject({ ok: true });
    expect(await acme.history(providerId)).toHaveLength(1);
    expect(await world.sql`select from audit_logs where target_id = ${providerId}`).toHaveLength(1);
    const other = await acme.make(fieldsWith(), { providerId, fingerprint: "another" });
    expect(other).toEqual({ ok: false, failure: "key_reused" });
    await acme.remove(providerId, 1);
    const again = await acme.make(fields, { providerId, fingerprint: "one" });
    expect(again).toEqual({ ok: false, failure: "key_reused" });
  });

  test("without a way to repeat its creation is never taken for another", async () => {
    const { id, fields } = await acme.provider();
    expect(await acme.make(fields, { providerId: id })).toEqual({ ok: false, failure: "key_reused" });
  });

  test("is changed at its version and not again at that one", async () => {
    const { id, fields } = await acme.provider();
    expect(await acme.update(id, 1, { label: "New" })).toMatchObject({ ok: true });
    expect(await acme.update(id, 1, { label: "Lost" }, { role: "admin" })).toEqual({ ok: false, failure: "stale" });
    expect(await acme.remove(id, 1)).toEqual({ ok: false, failure: "stale" });
    expect(await acme.confirm(id, 1)).toEqual({ ok: false, failure: "stale" });
    expect(await acme.restore(id, 1, 1, [])).toEqual({ ok: false, failure: "stale" });
    expect(await acme.history(id)).toMatchObject([
      { version: 1, act: "created", document: { label: fields.label } },
      { version: 2, act: "updated", document: { label: "New" } },
    ]);
  });

  test("that is changed to what it is stays as it is, with no version and no row for it", async () => {
    const { id, fields } = await acme.provider();
    expect(await acme.update(id, 1, { ...fields })).toMatchObject({ ok: true });
    expect(await acme.update(id, 2, { ...fields })).toEqual({ ok: false, failure: "stale" });
    expect(await acme.history(id)).toHaveLength(1);
    expect(await world.sql`select from audit_logs where target_id = ${id}`).toHaveLength(1);
  });

  test("that nobody has made is not found", async () => {
    const id = newIdentifier("sso");
    const failure = { ok: false, failure: "not_found" };
    expect(await acme.update(id, 1, { label: "New" })).toEqual(failure);
    expect(await acme.remove(id, 1)).toEqual(failure);
    expect(await acme.confirm(id, 1)).toEqual(failure);
    expect(await acme.restore(id, 1, 1, [])).toEqual(failure);
    expect(await acme.check(id, "d.test", true)).toEqual(failure);
  });

  test("of another organization is as if nobody had made it", async () => {
    const globex = await SsoOrganization.create(world);
    const { id, fields, domain } = await globex.provider();
    expect(await acme.update(id, 1, { label: "Mine" })).toEqual({ ok: false, failure: "not_found" });
    expect(await acme.remove(id, 1)).toEqual({ ok: false, failure: "not_found" });
    expect(await acme.check(id, domain, true)).toEqual({ ok: false, failure: "not_found" });
    expect(await acme.make(fields, { providerId: id })).toEqual({ ok: false, failure: "key_reused" });
    expect(await globex.row(id)).toMatchObject({ version: "1", label: fields.label });
  });
});

describe("the secret of a provider", () => {
  test("is rotated without being told, and the history says when", async () => {
    const { id } = await acme.provider();
    await acme.update(id, 1, {}, { sealedSecret: "sealed anew" });
    expect(await acme.row(id)).toMatchObject({ version: "2", client_secret: "sealed anew" });
    const rows = await world.sql`select key_changed from sso_revisions where subject = ${id} order by version`;
    expect(rows.map((row) => row["key_changed"])).toEqual([true, true]);
    const [log] = await world.sql`
      select data from audit_logs where target_id = ${id} and event = 'sso.provider_updated'`;
    expect(log?.["data"]).toEqual({ version: 2, keyChanged: true, changes: {} });
  });

  test("is not sent elsewhere by somebody who does not know it", async () => {
    const { id } = await acme.provider();
    const issuer = "https://evil.test";
    expect(await acme.update(id, 1, { issuer })).toEqual({ ok: false, failure: "secret_needed" });
    expect(await acme.update(id, 1, { issuer, enabled: false })).toEqual({ ok: false, failure: "secret_needed" });
    expect(await acme.update(id, 1, { issuer }, { sealedSecret: "another" })).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ issuer, client_secret: "another" });
    // Neither by way of the history.
    expect(await acme.restore(id, 2, 1, ["x"])).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ issuer: "https://idp.test", client_secret: null, enabled: false });
    expect(await acme.update(id, 3, { enabled: true })).toEqual({ ok: false, failure: "secret_needed" });
  });

  test("is needed, except by a public client, which has none", async () => {
    const none = { clientAuthentication: "none" } as const;
    expect(await acme.make(fieldsWith(), { sealedSecret: null })).toEqual({ ok: false, failure: "secret_needed" });
    expect(await acme.make(fieldsWith({ enabled: false }), { sealedSecret: null })).toMatchObject({ ok: true });
    const providerId = newIdentifier("sso");
    expect(await acme.make(fieldsWith(none), { providerId })).toMatchObject({ ok: true });
    expect(await acme.row(providerId)).toMatchObject({ client_secret: null, has_client_secret: false });
  });
});

describe("a role", () => {
  test("is not given away by somebody below it, as a default or by a mapping", async () => {
    const forbidden = { ok: false, failure: "forbidden" };
    const roleMappings = [{ value: "chiefs", role: "owner" }] as const;
    expect(await acme.make(fieldsWith({ defaultRole: "owner" }), { role: "admin" })).toEqual(forbidden);
    expect(await acme.make(fieldsWith({ roleMappings }), { role: "admin" })).toEqual(forbidden);
    const { id } = await acme.provider({ roleMappings });
    expect(await acme.update(id, 1, { defaultRole: "owner" }, { role: "admin" })).toEqual(forbidden);
    // What an owner has mapped stays, and reaches nobody while the provider is an admin's.
    expect(await acme.update(id, 1, { provisioning: false }, { role: "admin" })).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ authority: "admin", role_mappings: roleMappings });
    const without = await acme.update(id, 2, { roleMappings: [] }, { role: "admin" });
    expect(without).toMatchObject({ ok: true });
    expect(await acme.restore(id, 3, 1, ["x"], "admin")).toEqual(forbidden);
  });

  test("that somebody has lost since they were admitted is not theirs any more", async () => {
    const demoted = await acme.addPerson("member");
    const gone = by("user", newIdentifier("usr"));
    for (const audit of [by("user", demoted.id), gone]) {
      const challenges = ["x"];
      const create = { kind: "sso-provider-create", providerId: newIdentifier("sso"), sealedSecret: "x" } as const;
      const more = { fields: fieldsWith(), challenges, fingerprint: null, actorRole: "owner" } as const;
      expect(await acme.change({ ...create, ...more }, audit)).toEqual({ ok: false, failure: "forbidden" });
    }
  });

  test("of whoever changed what a provider trusts is all it reaches, until an owner vouches for it", async () => {
    const { id } = await acme.provider();
    await acme.update(id, 1, { provisioning: false }, { role: "admin" });
    expect(await acme.row(id)).toMatchObject({ authority: "admin", updated_by_id: acme.admin.id });
    expect(await acme.confirm(id, 2, "admin")).toEqual({ ok: false, failure: "forbidden" });
    expect(await acme.confirm(id, 2)).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ authority: "owner", version: "3", updated_by_id: acme.owner.id });
    // Vouched for already.
    expect(await acme.confirm(id, 3)).toMatchObject({ ok: true });
    expect((await acme.history(id)).map(({ act }) => act)).toEqual(["created", "updated", "confirmed"]);
  });
});

describe("a version from the history", () => {
  test("is restored as a new one", async () => {
    const { id, fields } = await acme.provider();
    const [one, two] = [fields.domains[0] ?? "", newDomain()];
    await acme.update(id, 1, { label: "Two", domains: [two] });
    expect(await acme.restore(id, 2, 1, ["restored"])).toMatchObject({ ok: true });
    expect(await acme.history(id)).toMatchObject([{}, {}, { version: 3, act: "restored", document: fields }]);
    expect(await acme.row(id)).toMatchObject({ label: fields.label, client_secret: "sealed", enabled: true });
    const domains = await world.sql`select domain, challenge from sso_domains where provider_id = ${id}`;
    expect(domains).toEqual([{ domain: one, challenge: "restored" }]);
    expect(await acme.restore(id, 3, 7, [])).toEqual({ ok: false, failure: "not_found" });
    const [log] =
      await world.sql`select data from audit_logs where target_id = ${id} and event = 'sso.provider_restored'`;
    expect(log?.["data"]).toEqual({ version: 3, restored: 1 });
  });

  test("brings a deleted provider back under its id, without its secret and switched off", async () => {
    const { id, fields, domain } = await acme.provenProvider();
    expect(await acme.remove(id, 1)).toMatchObject({ ok: true });
    expect(await acme.row(id)).toBeUndefined();
    expect(await acme.history(id)).toMatchObject([{}, { version: 2, act: "deleted", document: { label: "Okta" } }]);
    expect(await acme.restore(id, 1, 1, ["x"])).toEqual({ ok: false, failure: "stale" });
    expect(await acme.restore(id, 2, 2, ["again"])).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ version: "3", enabled: false, has_client_secret: false });
    const [row] = await world.sql`select challenge, verified_at from sso_domains where domain = ${domain}`;
    expect(row).toEqual({ challenge: "again", verified_at: null });
    expect(await acme.history(id)).toMatchObject([{}, {}, { version: 3, document: { ...fields, enabled: false } }]);
    expect(await world.sql`select from sso_proofs where provider_id = ${id}`).toHaveLength(0);
  });

  test("of a public client is restored as it was", async () => {
    const { id } = await acme.provider({ clientAuthentication: "none" });
    await acme.remove(id, 1);
    expect(await acme.restore(id, 2, 1, ["x"])).toMatchObject({ ok: true });
    expect(await acme.row(id)).toMatchObject({ enabled: true });
  });

  test("is not restored where its domain is another provider's by now", async () => {
    const { id, domain } = await acme.provider();
    await acme.remove(id, 1);
    await acme.provider({ domains: [domain] });
    expect(await acme.restore(id, 2, 1, ["x"])).toEqual({ ok: false, failure: "domain_in_use" });
    expect(await acme.row(id)).toBeUndefined();
  });
});

describe("what pages are told", () => {
  test("everybody that the organization is another, and who may read it what", async () => {
    const [admin, member] = [await acme.signIn(acme.admin), await acme.signIn(await acme.addPerson("member"))];
    const knock = { organizationId: acme.id, host: acme.host };
    const pages = [
      await world.live({ ...knock, tokenHash: admin.tokenHash }),
      await world.live({ ...knock, tokenHash: member.tokenHash }),
    ] as const;
    await acme.provider();
    const told = (page: (typeof pages)[number]) =>
      page.messages.flatMap((message) => (message.type === "changed" ? [message.topic] : []));
    await eventually(
      async () => told(pages[0]),
      (topics) => topics.includes("audit-logs"),
    );
    expect(told(pages[0])).toEqual(expect.arrayContaining(["organization", "sso"]));
    expect(told(pages[1])).not.toContain("sso");
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { by, eventually } from "./organization.ts";
import { challengeOf, fieldsWith, newDomain, SsoOrganization } from "./single-sign-on.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let acme: SsoOrganization;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-sso-domains");
  acme = await SsoOrganization.create(world);
});
afterAll(() => world.stop());

async function domainRow(organization: SsoOrganization, domain: string) {
  const [row] = await world.sql`
    select provider_id, challenge, verified_at is not null as verified, checked_at is not null as checked,
           failing_since is not null as failing
    from sso_domains where organization_id = ${organization.id} and domain = ${domain}`;
  return row;
}

async function configVersion(organization: SsoOrganization): Promise<number> {
  const [row] = await world.sql`select config_version::int from organizations where id = ${organization.id}`;
  return Number(row?.["config_version"]);
}

describe("the domains of a provider", () => {
  test("keep their challenges and what is known of them when others come and go, and when the issuer is another", async () => {
    const [kept, removed, added] = [newDomain(), newDomain(), newDomain()];
    const { id } = await acme.provider({ domains: [kept, removed] });
    await acme.check(id, kept, true);
    const secret = { sealedSecret: "another" };
    await acme.update(id, 1, { domains: [added, kept], issuer: "https://other.test" }, secret);
    const known = { provider_id: id, challenge: challengeOf(kept), verified: true };
    expect(await domainRow(acme, kept)).toMatchObject(known);
    expect(await domainRow(acme, removed)).toBeUndefined();
    expect(await domainRow(acme, added)).toMatchObject({ challenge: `other ${challengeOf(added)}`, verified: false });
  });

  test("are one provider's each", async () => {
    const { domain } = await acme.provider();
    const inUse = { ok: false, failure: "domain_in_use" };
    const providerId = newIdentifier("sso");
    expect(await acme.make(fieldsWith({ domains: [newDomain(), domain] }), { providerId })).toEqual(inUse);
    expect(await acme.row(providerId)).toBeUndefined();
    const other = await acme.provider();
    expect(await acme.update(other.id, 1, { domains: [other.domain, domain] })).toEqual(inUse);
    expect((await acme.history(other.id)).length).toBe(1);
  });
});

describe("a domain", () => {
  test("is verified once, and offered to sign in with from then on", async () => {
    const fresh = await SsoOrganization.create(world);
    const { id, domain } = await fresh.provider({ label: "Entra" });
    expect((await fresh.snapshot()).providers).toEqual([]);
    expect(await fresh.check(id, domain, true)).toMatchObject({
      ok: true,
      value: { providers: [{ providerId: id, label: "Entra" }] },
    });
    expect((await fresh.snapshot()).providers).toEqual([{ providerId: id, label: "Entra" }]);
    const version = await configVersion(fresh);
    await fresh.check(id, domain, true);
    expect(await configVersion(fresh)).toBe(version);
    expect((await fresh.events()).filter((event) => event === "sso.domain_verified")).toHaveLength(1);
    await fresh.update(id, 1, { enabled: false });
    expect((await fresh.snapshot()).providers).toEqual([]);
  });

  test("is not verified by another challenge than its own", async () => {
    const { id, domain } = await acme.provider();
    expect(await acme.check(id, domain, true, "of a day before")).toMatchObject({ ok: true });
    expect(await domainRow(acme, domain)).toMatchObject({ verified: false, checked: false });
  });

  test("that is not found is looked at, and nothing else", async () => {
    const { id, domain } = await acme.provider();
    const [version, events] = [await configVersion(acme), await acme.events()];
    await acme.check(id, domain, false);
    expect(await domainRow(acme, domain)).toMatchObject({ verified: false, checked: true, failing: false });
    expect(await configVersion(acme)).toBe(version);
    expect(await acme.events()).toEqual(events);
  });

  test("belongs to the one of two organizations that verifies it", async () => {
    const globex = await SsoOrganization.create(world);
    const domain = newDomain();
    const [ours, theirs] = [await acme.provider({ domains: [domain] }), await globex.provider({ domains: [domain] })];
    const results = await Promise.all([acme.check(ours.id, domain, true), globex.check(theirs.id, domain, true)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, failure: "domain_taken" });
    // The loser's is what it was, and theirs when the winner gives it up.
    const [winner, loser] = results[0].ok ? [acme, globex] : [globex, acme];
    const [won, lost] = results[0].ok ? [ours, theirs] : [theirs, ours];
    expect(await domainRow(loser, domain)).toMatchObject({ verified: false });
    await winner.remove(won.id, 1);
    expect(await loser.check(lost.id, domain, true)).toMatchObject({ ok: true });
  });

  test("that is taken keeps none of the others from being verified", async () => {
    const globex = await SsoOrganization.create(world);
    const [taken, free] = [newDomain(), newDomain()];
    const { id } = await globex.provider({ domains: [taken] });
    await globex.check(id, taken, true);
    const ours = await acme.provider({ domains: [taken, free] });
    const checks = [taken, free].map((domain) => ({ domain, challenge: challengeOf(domain), found: true }));
    const checked = await acme.change({ kind: "sso-domain-check", providerId: ours.id, checks }, by("system"));
    expect(checked).toMatchObject({ ok: true });
    expect(await domainRow(acme, taken)).toMatchObject({ verified: false, checked: true });
    expect(await domainRow(acme, free)).toMatchObject({ verified: true });
  });
});

describe("a verified domain whose record is missing", () => {
  test("fails for a day, is then lost, and its owners get a mail each time", async () => {
    const fresh = await SsoOrganization.create(world);
    const second = await fresh.addPerson("owner");
    const { id, domain } = await fresh.provider();
    await fresh.check(id, domain, true);
    const version = await configVersion(fresh);
    await fresh.check(id, domain, false);
    await fresh.check(id, domain, false);
    expect(await domainRow(fresh, domain)).toMatchObject({ verified: true, failing: true });
    expect(await configVersion(fresh)).toBe(version);
    expect((await fresh.events()).filter((event) => event.startsWith("sso.domain"))).toEqual([
      "sso.domain_verified",
      "sso.domain_failing",
    ]);
    const mails = (subject: string) =>
      world.mails.filter((mail) => mail.subject.includes(domain) && mail.subject.includes(subject));
    await eventually(
      async () => mails("will stop"),
      (sent) => sent.length === 2,
    );
    const addresses = mails("will stop").flatMap((mail) => mail.to);
    expect(addresses.toSorted()).toEqual([fresh.owner.email, second.email].toSorted());

    await world.sql`update sso_domains set failing_since = now() - interval '24 hours' where domain = ${domain}`;
    await fresh.check(id, domain, false);
    expect(await domainRow(fresh, domain)).toMatchObject({ verified: false, failing: false });
    expect((await fresh.snapshot()).providers).toEqual([]);
    expect((await fresh.events()).at(-1)).toBe("sso.domain_lost");
    await eventually(
      async () => mails("has stopped"),
      (sent) => sent.length === 2,
    );
    expect(mails("will stop")).toHaveLength(2);
  });

  test("is well again when the record is back in time, and the mail that waited is not sent", async () => {
    const { id, domain } = await acme.provider();
    await acme.check(id, domain, true);
    world.mailIsDown = true;
    try {
      await acme.check(id, domain, false);
      await acme.check(id, domain, true);
    } finally {
      world.mailIsDown = false;
    }
    expect(await domainRow(acme, domain)).toMatchObject({ verified: true, failing: false });
    await world.sql`update outbox set available_at = now() where organization_id = ${acme.id} and delivered_at is null`;
    await acme.wake();
    await eventually(
      () => world.sql`select 1 from outbox where organization_id = ${acme.id} and delivered_at is null`,
      (waiting) => waiting.length === 0,
    );
    expect(world.mails.filter(({ subject }) => subject.includes(domain)).length).toBeLessThanOrEqual(1);
    await acme.check(id, domain, false);
    expect(await domainRow(acme, domain)).toMatchObject({ verified: true, failing: true });
  });
});

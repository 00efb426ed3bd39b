import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HostnameOrganization, must } from "./hostnames.ts";
import { by } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-primary-host");
});
afterAll(() => world.stop());

const refused = (failure: string) => ({ ok: false, failure });

/** As the auth worker takes down that an owner has come in, and where. */
async function proveAt(acme: HostnameOrganization, hosts: readonly string[]): Promise<void> {
  await acme.byHand(
    (sql) => sql`update sso_proofs set hosts = ${hosts as string[]} where organization_id = ${acme.id}`,
  );
}

describe("the primary host", () => {
  test("comes first, then the one that every tenant has, then the others by age", async () => {
    const acme = await HostnameOrganization.create(world);
    const [one, two, three] = [await acme.active(), await acme.active(), await acme.active()];
    expect(await acme.hosts()).toEqual([acme.host, one.hostname, two.hostname, three.hostname]);
    const chosen = must(await acme.choosePrimary(two.id, true));
    expect(chosen.hostPolicy).toEqual({ version: 1, primaryHostnameId: two.id, redirectOthers: true });
    expect(chosen).toMatchObject({
      hosts: [two.hostname, acme.host, one.hostname, three.hostname],
      redirectsToPrimary: true,
    });
    expect(await acme.snapshot()).toMatchObject({ hosts: chosen.hosts, redirectsToPrimary: true });
    // As it is already.
    expect(must(await acme.choosePrimary(two.id, true)).hostPolicy?.version).toBe(1);
    must(await acme.choosePrimary(null));
    expect(await acme.snapshot()).not.toHaveProperty("redirectsToPrimary");
    expect(await acme.hosts()).toEqual([acme.host, one.hostname, two.hostname, three.hostname]);
    expect(await acme.story(acme.id)).toMatchObject([
      {
        event: "hostname.primary_changed",
        data: {
          version: 1,
          changes: { primaryHost: { from: acme.host, to: two.hostname }, redirectOthers: { from: false, to: true } },
        },
      },
      { data: { version: 2, changes: { primaryHost: { from: two.hostname, to: acme.host } } } },
    ]);
  });

  test("is one that is served, of this organization, and chosen by whoever has seen the newest version", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const [pending, active, theirs] = [await acme.proven(), await acme.active(), await globex.active()];
    expect(await acme.choosePrimary(pending.id)).toEqual(refused("wrong_state"));
    expect(await acme.choosePrimary(theirs.id)).toEqual(refused("not_found"));
    expect(await acme.choosePrimary(active.id, false, 3)).toEqual(refused("stale"));
    const results = await Promise.all([
      acme.choosePrimary(active.id, false, 0),
      acme.choosePrimary(active.id, true, 0),
      acme.choosePrimary(null, true, 0),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const member = await acme.addPerson("member");
    const change = { kind: "primary-host", expectedVersion: 1, hostnameId: null, redirectOthers: false } as const;
    expect(await acme.change({ ...change, actorRole: "admin" }, by("user", member.id))).toEqual(refused("forbidden"));
  });

  test("that is out of service sends nobody anywhere, and leads again when it is back", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.active();
    must(await acme.choosePrimary(id, true));
    must(await acme.observe(id, hostname, "active", "pending_validation"));
    const without = await acme.snapshot();
    expect(without.hosts).toEqual([acme.host]);
    expect(without).not.toHaveProperty("redirectsToPrimary");
    must(await acme.observe(id, hostname, "active", "active"));
    expect(await acme.snapshot()).toMatchObject({ hosts: [hostname, acme.host], redirectsToPrimary: true });
  });
});

describe("where single sign-on is enforced", () => {
  test("nobody is led to a primary host at which no owner is known to come in", async () => {
    const acme = await HostnameOrganization.create(world);
    const [one, two] = [await acme.active(), await acme.active()];
    await acme.provenProvider();
    must(await acme.enforce(true));
    expect(await acme.choosePrimary(one.id, true)).toEqual(refused("not_proven"));
    // Mails may lead there, as long as people come in elsewhere; and to where owners come in pages may lead.
    must(await acme.choosePrimary(one.id));
    expect(await acme.choosePrimary(one.id, true)).toEqual(refused("not_proven"));
    must(await acme.choosePrimary(null, true));
    await proveAt(acme, [acme.host, one.hostname]);
    must(await acme.choosePrimary(one.id, true));
    expect(await acme.choosePrimary(two.id, true)).toEqual(refused("not_proven"));
    must(await acme.choosePrimary(two.id));
    // What an owner has proven is as they had configured it.
    await acme.byHand((sql) => sql`update sso_proofs set fingerprint = 'other' where organization_id = ${acme.id}`);
    expect(await acme.choosePrimary(one.id, true)).toEqual(refused("not_proven"));
    must(await acme.enforce(false));
    must(await acme.choosePrimary(one.id, true));
  });

  test("it is so only by proofs at hosts where people come in now", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.active();
    await acme.provenProvider();
    await proveAt(acme, [hostname]);
    must(await acme.observe(id, hostname, "moved", "active"));
    expect(await acme.enforce(true)).toEqual(refused("not_proven"));
    must(await acme.event(id, { kind: "retried" }));
    must(await acme.observe(id, hostname, "active", "active"));
    must(await acme.choosePrimary(null, true));
    // Pages at the hostname lead to the tenant's own host, where nobody has come in.
    expect(await acme.enforce(true)).toEqual(refused("not_proven"));
    must(await acme.choosePrimary(null));
    must(await acme.enforce(true));
  });
});

describe("a hostname is not removed", () => {
  test("at another version than was seen, by a member, or of another organization", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const { id } = await acme.active();
    expect(await acme.giveUp(id, { expectedVersion: 2 })).toEqual(refused("stale"));
    const member = await acme.addPerson("member");
    expect(await acme.giveUp(id, { audit: by("user", member.id) })).toEqual(refused("forbidden"));
    expect(await globex.giveUp(id, { expectedVersion: 3 })).toEqual(refused("not_found"));
    // Nobody who is a member acts as an operator.
    const pretended = acme.giveUp(id, { operator: true, audit: by("user", acme.admin.id) });
    expect(await pretended).toEqual(refused("forbidden"));
    must(await acme.giveUp(id));
    expect(await acme.giveUp(id, { expectedVersion: 3 })).toEqual(refused("stale"));
    // It is so already.
    expect(must(await acme.giveUp(id)).hostname).toMatchObject({ state: "deleted", version: 4 });
  });

  test("by admins while it is the primary host; operators remove it all the same, and the tenant's own host leads", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.active();
    must(await acme.choosePrimary(id, true));
    expect(await acme.giveUp(id)).toEqual(refused("host_is_primary"));
    const removed = must(await acme.giveUp(id, { operator: true }));
    expect(removed.hosts).toEqual([acme.host]);
    expect(removed).not.toHaveProperty("redirectsToPrimary");
    expect((await acme.story(id)).at(-1)).toEqual({
      event: "hostname.removed",
      data: { version: 4, reason: "They asked" },
    });
    expect((await acme.story(acme.id)).at(-1)).toMatchObject({
      event: "hostname.primary_changed",
      data: { version: 2, changes: { primaryHost: { from: hostname, to: acme.host } } },
    });
    const platform = await world.sql`
      select event from platform_audit_logs where target_id in (${id}, ${acme.id}) and event like 'hostname.%' order by event`;
    expect(platform.map(({ event }) => event)).toEqual(["hostname.primary_changed", "hostname.removed"]);
  });

  test("while single sign-on is enforced and owners are known to come in there and nowhere else", async () => {
    const acme = await HostnameOrganization.create(world);
    const [one, two] = [await acme.active(), await acme.active()];
    await acme.provenProvider();
    await proveAt(acme, [one.hostname]);
    must(await acme.enforce(true));
    expect(await acme.giveUp(one.id)).toEqual(refused("host_needed"));
    // Where nobody is known to come in may go, and so may the one when they come in elsewhere.
    await proveAt(acme, [one.hostname, two.hostname]);
    must(await acme.giveUp(one.id));
    expect(await acme.giveUp(two.id)).toEqual(refused("host_needed"));
    must(await acme.giveUp(two.id, { operator: true }));
    expect(await acme.hosts()).toEqual([acme.host]);
  });

  test("is removed when owners come in at the host that every tenant has, or single sign-on is not enforced", async () => {
    const acme = await HostnameOrganization.create(world);
    const [one, two] = [await acme.active(), await acme.active()];
    const provider = await acme.provenProvider();
    await proveAt(acme, [one.hostname]);
    must(await acme.giveUp(one.id));
    // A proof that does not say where was made there.
    await acme.prove(provider.id, provider.fields);
    await proveAt(acme, []);
    must(await acme.enforce(true));
    must(await acme.giveUp(two.id));
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import { challengeOf, HostnameOrganization, insisting, must, newHostname } from "./hostnames.ts";
import { by } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-claims");
});
afterAll(() => world.stop());

const refused = (failure: string) => ({ ok: false, failure });

describe("a hostname that is added", () => {
  test("waits for its record, and answers as it was stored", async () => {
    const acme = await HostnameOrganization.create(world);
    const [id, hostname] = [newIdentifier("hst"), newHostname()];
    const { hostname: stored, hosts } = must(await acme.add(hostname, { id, validation: "txt" }));
    expect(stored).toMatchObject({ id, hostname, version: 1, state: "awaiting_txt", challenge: challengeOf(id) });
    expect(stored).toMatchObject({ validation: "txt", provenAt: null, createdByName: "Ann" });
    expect(stored?.nextCheckAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(hosts).toEqual([acme.host]);
  });

  test("twice in the same way is there once, and a key is no other's", async () => {
    const acme = await HostnameOrganization.create(world);
    const [id, hostname] = [newIdentifier("hst"), newHostname()];
    const first = must(await acme.add(hostname, { id, fingerprint: "same" }));
    const { version, challenge, createdAt } = first.hostname ?? {};
    expect(must(await acme.add(hostname, { id, fingerprint: "same" })).hostname).toMatchObject({
      id,
      version,
      challenge,
      createdAt,
    });
    expect(await acme.add(hostname, { id, fingerprint: "other" })).toEqual(refused("key_reused"));
    expect(await acme.add(hostname, { id })).toEqual(refused("key_reused"));
    expect((await acme.story(id)).map(({ event }) => event)).toEqual(["hostname.added"]);
    // Of another organization nobody is told more than that.
    const globex = await HostnameOrganization.create(world);
    expect(await globex.add(newHostname(), { id, fingerprint: "same" })).toEqual(refused("key_reused"));
  });

  test("is refused to whoever may not, and where it is already", async () => {
    const acme = await HostnameOrganization.create(world);
    const { hostname } = await acme.added();
    expect(await acme.add(hostname)).toEqual(refused("hostname_in_use"));
    const member = await acme.addPerson("member");
    // Admitted as an admin, demoted since.
    expect(await acme.add(newHostname(), { audit: by("user", member.id) })).toEqual(refused("forbidden"));
    expect(await acme.add(newHostname(), { audit: by("user", "usr_gone") })).toEqual(refused("forbidden"));
  });

  test("of fifteen that come at once ten are, because ten may be on their way", async () => {
    const acme = await HostnameOrganization.create(world);
    const results = await Promise.all(
      Array.from({ length: 15 }, newHostname).map((one) => insisting(() => acme.add(one))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(10);
    expect(results.filter((result) => !result.ok && result.failure === "too_many_pending")).toHaveLength(5);
    const rows = await world.sql`select id from hostnames where organization_id = ${acme.id}`;
    expect(rows).toHaveLength(10);
    // One that is there makes room for another.
    const id = String(rows[0]?.["id"]);
    must(await acme.giveUp(id));
    must(await acme.add(newHostname()));
    expect(await acme.add(newHostname())).toEqual(refused("too_many_pending"));
  });

  test("is the fifty-first since yesterday only tomorrow, whatever became of the others", async () => {
    const acme = await HostnameOrganization.create(world);
    await acme.byHand(
      (sql) => sql`
      insert into hostnames (organization_id, id, hostname, challenge, state)
      select ${acme.id}, 'hst_' || left(md5(${acme.id} || n::text), 24), 'h' || n || '.' || ${newHostname()}, 'x', 'released'
      from generate_series(1, 49) n`,
    );
    must(await acme.add(newHostname()));
    expect(await acme.add(newHostname())).toEqual(refused("too_many_today"));
    await acme.byHand(
      (sql) => sql`
      update hostnames set created_at = created_at - interval '25 hours' where organization_id = ${acme.id}`,
    );
    must(await acme.add(newHostname()));
  });
});

describe("a name", () => {
  test("is had by one of two who show their records at the same time, whoever that is", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    for (let round = 0; round < 15; round += 1) {
      const hostname = newHostname();
      const [one, other] = await Promise.all([acme.added(hostname), globex.added(hostname)]);
      const results = await Promise.all([
        insisting(() => acme.event(one.id, { kind: "proven" }, { state: "awaiting_txt" })),
        insisting(() => globex.event(other.id, { kind: "proven" }, { state: "awaiting_txt" })),
      ]);
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      expect(results.filter((result) => !result.ok)).toMatchObject([refused("hostname_taken")]);
      const held = await world.sql`select 1 from hostnames where hostname = ${hostname} and proven_at is not null`;
      expect(held).toHaveLength(1);
      const [winner, loser] = results[0].ok ? [one.id, other.id] : [other.id, one.id];
      const states = await world.sql`select id, state, version::int from hostnames where hostname = ${hostname}`;
      expect(states).toContainEqual({ id: winner, state: "pending_cloudflare", version: 2 });
      expect(states).toContainEqual({ id: loser, state: "awaiting_txt", version: 1 });
      must(await acme.giveUp(one.id));
      must(await globex.giveUp(other.id));
    }
  }, 180_000);

  test("stays with who had it until its time is over, and is had after that by a new record only", async () => {
    const [acme, globex] = [await HostnameOrganization.create(world), await HostnameOrganization.create(world)];
    const { id, hostname } = await acme.active();
    const theirs = await globex.added(hostname);
    const prove = () => globex.event(theirs.id, { kind: "proven" });
    expect(await prove()).toEqual(refused("hostname_taken"));
    must(await acme.giveUp(id));
    expect(await prove()).toEqual(refused("hostname_taken"));
    must(await acme.event(id, { kind: "purged" }));
    expect(await prove()).toEqual(refused("hostname_taken"));
    await acme.age(id, "7 days");
    must(await acme.event(id, { kind: "cooled" }));
    // A record that was seen for somebody else's challenge is none.
    must(await globex.event(theirs.id, { kind: "proven" }, { challenge: challengeOf(id) }));
    expect(await globex.hostname(theirs.id)).toMatchObject({ state: "awaiting_txt" });
    must(await prove());
    expect(await globex.hostname(theirs.id)).toMatchObject({ state: "pending_cloudflare" });
  });

  test("that an organization gave up itself passes over to what it adds anew, in one step and with a fresh record", async () => {
    const acme = await HostnameOrganization.create(world);
    const former = await acme.active();
    must(await acme.giveUp(former.id));
    const again = await acme.added(former.hostname);
    expect(await acme.hostname(former.id)).toMatchObject({ state: "deleted" });
    must(await acme.event(again.id, { kind: "proven" }));
    expect(await acme.hostname(former.id)).toMatchObject({ state: "released", version: 5 });
    expect(await acme.hostname(again.id)).toMatchObject({ state: "pending_cloudflare", version: 2 });
    expect((await acme.story(former.id)).at(-1)).toEqual({ event: "hostname.released", data: { version: 5 } });
    // What was on its way of the former one is not the new one's.
    must(await acme.event(former.id, { kind: "purged" }, { state: "deleted" }));
    expect(await acme.hostname(again.id)).toMatchObject({ state: "pending_cloudflare", version: 2 });
  });

  test("nobody has shown is nobody's: whoever gives it up leaves nothing behind", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id } = await acme.added();
    must(await acme.giveUp(id));
    expect(await acme.hostname(id)).toMatchObject({ state: "released", proven_at: null, next_check_at: null });
  });
});

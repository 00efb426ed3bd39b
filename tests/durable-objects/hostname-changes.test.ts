import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { HostnameOrganization, insisting, must, newHostname, registrationOf } from "./hostnames.ts";
import { eventually } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-changes");
});
afterAll(() => world.stop());
afterEach(() => world.line.mend());

const refused = (failure: string) => ({ ok: false, failure });

test("from the first word to the last: each step is a version, an audit entry, and the mails that belong to it", async () => {
  const acme = await HostnameOrganization.create(world);
  const { id, hostname } = await acme.added();
  must(await acme.event(id, { kind: "proven" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "pending_cloudflare", version: 2 });
  const seen = must(await acme.observe(id, hostname, "pending", "pending_validation"));
  expect(seen.hostname).toMatchObject({ version: 2, sslStatus: "pending_validation" });
  expect(await acme.hosts()).toEqual([acme.host]);
  const active = must(await acme.observe(id, hostname, "active", "active"));
  expect(active).toMatchObject({
    hosts: [acme.host, hostname],
    customHosts: [{ id, hostname }],
    hostname: { state: "active", version: 3 },
  });
  const untilLook = Date.parse(active.hostname?.nextCheckAt ?? "") - Date.now();
  expect(Math.round(untilLook / 3_600_000)).toBe(24);
  expect(await acme.hosts()).toEqual([acme.host, hostname]);
  const removed = must(await acme.giveUp(id));
  expect(removed).toMatchObject({ hosts: [acme.host], hostname: { state: "deleted", version: 4 } });
  expect(await acme.hosts()).toEqual([acme.host]);
  const purged = must(await acme.event(id, { kind: "purged" }));
  expect(purged.hostname).toMatchObject({ version: 4, cloudflareId: null, registration: null });
  expect(purged.hostname?.purgedAt).not.toBeNull();
  must(await acme.event(id, { kind: "cooled" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "deleted" });
  await acme.age(id, "8 days");
  must(await acme.event(id, { kind: "cooled" }));
  expect(await acme.hostname(id)).toMatchObject({ state: "released", version: 5, next_check_at: null });
  expect((await acme.story(id)).map(({ event, data }) => `${event} ${String(data["version"])}`)).toEqual([
    "hostname.added 1",
    "hostname.proven 2",
    "hostname.activated 3",
    "hostname.removed 4",
    "hostname.released 5",
  ]);
  expect((await acme.news(id)).toSorted()).toEqual(["active admin", "active owner"]);
  // Nothing that comes late brings it back.
  for (const state of ["active", "pending_cloudflare", "deleted", "released"] as const) {
    const registration = registrationOf(hostname, "active", "active");
    must(await acme.event(id, { kind: "observed", registration }, { state }));
  }
  expect(await acme.hostname(id)).toMatchObject({ state: "released", version: 5 });
});

test("what fails, moves, is interrupted or runs out is told as that, with Cloudflare's own words", async () => {
  const acme = await HostnameOrganization.create(world);
  const { id, hostname } = await acme.active();
  must(await acme.observe(id, hostname, "active", "pending_deployment"));
  must(await acme.observe(id, hostname, "active", "active"));
  must(await acme.observe(id, hostname, "moved", "active"));
  must(await acme.event(id, { kind: "retried" }));
  const full = must(await acme.event(id, { kind: "refused", failure: "quota_exceeded" }));
  expect(full.hostname).toMatchObject({ state: "pending_cloudflare", version: 7, failure: "quota_exceeded" });
  must(await acme.observe(id, hostname, "pending", "validation_timed_out"));
  must(await acme.event(id, { kind: "retried" }));
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  for (let look = 0; look < 3; look += 1) {
    must(await acme.observe(id, hostname, "active", "active", { certificateExpiresAt: soon }));
  }
  const story = await acme.story(id);
  expect(story.slice(3)).toEqual([
    { event: "hostname.interrupted", data: { version: 4, status: "active", sslStatus: "pending_deployment" } },
    { event: "hostname.activated", data: { version: 5 } },
    { event: "hostname.moved", data: { version: 6, status: "moved", sslStatus: "active" } },
    { event: "hostname.retried", data: { version: 7 } },
    {
      event: "hostname.failed",
      data: { version: 8, status: "pending", sslStatus: "validation_timed_out", reason: "validation_timed_out" },
    },
    { event: "hostname.retried", data: { version: 9 } },
    { event: "hostname.activated", data: { version: 10 } },
  ]);
  const news = (await acme.news(id)).filter((one) => one.endsWith("owner"));
  expect(news).toEqual(["active owner", "moved owner", "failed owner", "active owner", "certificate_expiring owner"]);
  const waiting = await acme.added();
  await acme.age(waiting.id, "15 days");
  must(await acme.event(waiting.id, { kind: "expired" }));
  expect(await acme.hostname(waiting.id)).toMatchObject({ state: "released", version: 2 });
  expect((await acme.news(waiting.id)).toSorted()).toEqual(["expired admin", "expired owner"]);
});

describe("a hostname that was lost", () => {
  test("is not had back by whatever Cloudflare says, which somebody else may have brought about", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.active();
    must(await acme.observe(id, hostname, "moved", "active"));
    must(await acme.observe(id, hostname, "active", "active"));
    must(await acme.observe(id, hostname, "pending", "initializing"));
    must(await acme.observe(id, hostname, "active", "active"));
    expect(await acme.hostname(id)).toMatchObject({ state: "moved", version: 4, cloudflare_status: "active" });
    expect(await acme.hosts()).toEqual([acme.host]);
    must(await acme.event(id, { kind: "retried" }));
    must(await acme.observe(id, hostname, "active", "active"));
    expect(await acme.hosts()).toEqual([acme.host, hostname]);
  });

  test("is given up after thirty days, and with it that it was the primary host", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.active();
    must(await acme.choosePrimary(id, true));
    must(await acme.observe(id, hostname, "moved", "active"));
    await acme.age(id, "29 days");
    must(await acme.event(id, { kind: "expired" }));
    expect(await acme.hostname(id)).toMatchObject({ state: "moved", version: 4 });
    must(await acme.observe(id, hostname, "blocked", "active"));
    await acme.age(id, "1 day");
    const given = must(await acme.event(id, { kind: "expired" }));
    expect(given.hostname).toMatchObject({ state: "deleted", version: 6, purgedAt: null });
    expect((await acme.hostname(id))["next_check_at"]).not.toBeNull();
    expect((await acme.story(id)).at(-1)).toEqual({ event: "hostname.expired", data: { version: 6 } });
    expect((await acme.news(id)).filter((one) => one.endsWith("owner"))).toEqual([
      "active owner",
      "moved owner",
      "expired owner",
    ]);
    const [policy] = await world.sql`
      select primary_hostname_id, redirect_others from host_policies where organization_id = ${acme.id}`;
    expect(policy).toEqual({ primary_hostname_id: null, redirect_others: false });
    // It cools as what was removed does: whoever had it before us gets it, and nobody at once.
    const other = await HostnameOrganization.create(world);
    const theirs = await other.added(hostname);
    expect(await other.event(theirs.id, { kind: "proven" })).toEqual(refused("hostname_taken"));
    must(await acme.event(id, { kind: "purged" }));
    await acme.age(id, "8 days");
    must(await acme.event(id, { kind: "cooled" }));
    must(await other.event(theirs.id, { kind: "proven" }));
  });

  test("is not tried again while ten are on their way, which adding and losing would be a way around", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.proven();
    must(await acme.observe(id, hostname, "blocked", "initializing"));
    const pending = [];
    for (let place = 0; place < 10; place += 1) pending.push(await acme.added());
    expect(await acme.event(id, { kind: "retried" })).toEqual(refused("too_many_pending"));
    expect(await acme.hostname(id)).toMatchObject({ state: "error", version: 3 });
    must(await acme.giveUp(pending[0]?.id ?? ""));
    must(await acme.event(id, { kind: "retried" }));
  });
});

describe("what was seen of a hostname", () => {
  test("counts for what it was then, and for nothing that came after", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.proven();
    const registration = registrationOf(hostname, "active", "active");
    must(await acme.event(id, { kind: "observed", registration }, { state: "active" }));
    must(await acme.event(id, { kind: "observed", registration }, { challenge: "another" }));
    expect(await acme.hostname(id)).toMatchObject({ state: "pending_cloudflare", version: 2 });
    expect(await acme.event("hst_none", { kind: "proven" }, { state: "active" })).toEqual(refused("not_found"));
  });

  test("many times at once is one step, one entry and one mail each", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.proven();
    const registration = registrationOf(hostname, "active", "active");
    const seen = () => acme.event(id, { kind: "observed", registration }, { state: "pending_cloudflare" });
    for (const result of await Promise.all(Array.from({ length: 12 }, () => insisting(seen)))) must(result);
    expect(await acme.hostname(id)).toMatchObject({ state: "active", version: 3 });
    expect((await acme.story(id)).filter(({ event }) => event === "hostname.activated")).toHaveLength(1);
    expect((await acme.news(id)).toSorted()).toEqual(["active admin", "active owner"]);
  });

  test("is mailed to those who are owners or admins then, and to nobody else", async () => {
    const acme = await HostnameOrganization.create(world);
    await acme.addPerson("member");
    const second = await acme.addPerson("admin");
    const { id } = await acme.active();
    expect((await acme.news(id)).toSorted()).toEqual(
      ["active admin", "active owner", `active ${second.id}`].toSorted(),
    );
  });
});

test("how a certificate is validated is changed by whoever has seen the newest version", async () => {
  const acme = await HostnameOrganization.create(world);
  const { id } = await acme.proven();
  const update = (expectedVersion: number, validation: "http" | "txt") => {
    const { actorRole, audit } = acme.as("admin");
    return acme.change({ kind: "hostname-update", hostnameId: id, expectedVersion, validation, actorRole }, audit);
  };
  expect(await update(1, "txt")).toEqual(refused("stale"));
  expect(must(await update(2, "txt")).hostname).toMatchObject({ version: 3, validation: "txt" });
  expect(must(await update(3, "txt")).hostname).toMatchObject({ version: 3 });
  expect((await acme.story(id)).at(-1)).toEqual({
    event: "hostname.updated",
    data: { version: 3, changes: { validation: { from: "http", to: "txt" } } },
  });
  must(await acme.giveUp(id));
  expect(await update(4, "http")).toEqual(refused("wrong_state"));
  const served = await acme.active();
  const { actorRole, audit } = acme.as("admin");
  const late = { hostnameId: served.id, expectedVersion: 3, validation: "txt" } as const;
  expect(await acme.change({ kind: "hostname-update", ...late, actorRole }, audit)).toEqual(refused("wrong_state"));
});

test("with Postgres down nothing is changed, and what is served goes on", async () => {
  const acme = await HostnameOrganization.create(world);
  const { id, hostname } = await acme.active();
  const { version } = await acme.hostname(id);
  world.line.cut();
  expect(await acme.add(newHostname())).toEqual(refused("unavailable"));
  expect(await acme.giveUp(id, { expectedVersion: version })).toEqual(refused("unavailable"));
  const visit = await acme.gatekeeper.visit({ organizationId: acme.id, host: hostname, knownConfigVersion: 0 });
  expect(visit.kind).toBe("welcome");
  world.line.mend();
  must(await acme.giveUp(id, { expectedVersion: version }));
});

test("an organization that is deleted leaves its hostnames on their way to being nobody's", async () => {
  const acme = await HostnameOrganization.create(world);
  const [waiting, active] = [await acme.added(), await acme.active()];
  const session = acme.newSession(acme.admin);
  must(await acme.open(session, await acme.revision(), undefined, active.hostname));
  must(await acme.change({ kind: "delete" }));
  expect(await acme.verdict(session, active.hostname)).toBe("host_moved");
  expect(await acme.hostname(waiting.id)).toMatchObject({ state: "released" });
  const removed = await acme.hostname(active.id);
  expect(removed).toMatchObject({ state: "deleted", version: 4 });
  expect(removed["next_check_at"]).not.toBeNull();
  expect((await acme.story(active.id)).at(-1)?.event).toBe("hostname.removed");
  // Two rows of one act: the tenant's log and the platform's.
  await eventually(
    () => world.sql`
      select 1 from platform_audit_logs where event = 'hostname.removed' and target_id in (${waiting.id}, ${active.id})`,
    (rows) => rows.length === 2,
  );
  expect(await acme.add(newHostname())).toEqual(refused("not_found"));
  must(await acme.event(active.id, { kind: "purged" }));
  await acme.age(active.id, "8 days");
  must(await acme.event(active.id, { kind: "cooled" }));
  expect(await acme.hostname(active.id)).toMatchObject({ state: "released" });
});

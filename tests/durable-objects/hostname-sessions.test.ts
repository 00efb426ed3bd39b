import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { HostnameOrganization, must, registrationOf } from "./hostnames.ts";
import { cookieOf, eventually, type Person, type Session } from "./organization.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("test-gatekeeper-hostname-sessions");
});
afterAll(() => world.stop());
afterEach(() => world.line.mend());

/** Somebody signed in at a host, open here and recorded in Postgres. */
async function signInAt(acme: HostnameOrganization, host: string, person: Person): Promise<Session> {
  const session = acme.newSession(person);
  const asOf = await acme.revision();
  must(await acme.open(session, asOf, undefined, host));
  await world.sql`
    insert into sessions (id, organization_id, user_id, token_hash, method, host, expires_at, as_of)
    values (${session.id}, ${acme.id}, ${person.id}, ${session.tokenHash}, 'password', ${host},
            now() + interval '1 day', ${asOf})`;
  return session;
}

/** Until nothing is left to be brought to Postgres or read there. */
function settled(acme: HostnameOrganization) {
  return eventually(
    async () => {
      await acme.wake();
      return world.storage(acme.id, "select due_at from intents union all select due_at from effects");
    },
    (work) => work.length === 0,
  );
}

async function revokedReasons(acme: HostnameOrganization): Promise<Record<string, unknown>> {
  const rows = await world.sql`select host, revoked_reason from sessions where organization_id = ${acme.id}`;
  return Object.fromEntries(rows.map(({ host, revoked_reason }) => [host, revoked_reason]));
}

function endings(acme: HostnameOrganization) {
  return world.sql`
    select target_type, target_id, data, actor_id from audit_logs
    where organization_id = ${acme.id} and event = 'tenant.sessions_revoked'`;
}

async function served() {
  const acme = await HostnameOrganization.create(world);
  const { id, hostname } = await acme.active();
  const [there, here] = [await signInAt(acme, hostname, acme.admin), await signInAt(acme, acme.host, acme.owner)];
  expect(await acme.verdict(there, hostname)).toBe("admitted");
  // A session is worth nothing at another host of the same tenant.
  expect(await acme.verdict(there)).toBe("signed_out");
  expect(await acme.verdict(here, hostname)).toBe("signed_out");
  return { acme, id, hostname, there, here };
}

describe("when a hostname is removed", () => {
  test("nobody is admitted there from the acknowledgement on, its pages are told, and the other hosts go on", async () => {
    const { acme, id, hostname, there, here } = await served();
    const knock = { organizationId: acme.id, host: hostname, tokenHash: there.tokenHash };
    const page = await world.live(knock);
    const other = await world.live({ organizationId: acme.id, host: acme.host, tokenHash: here.tokenHash });
    must(await acme.giveUp(id));
    expect(await acme.verdict(there, hostname)).toBe("host_moved");
    expect(await acme.verdict(there)).toBe("session_revoked");
    expect(await acme.verdict(here)).toBe("admitted");
    expect((await page.closed).code).toBe(4401);
    expect(page.messages.at(-1)).toEqual({ type: "ended", refusal: "host_moved" });
    expect(other.messages.filter(({ type }) => type === "ended")).toEqual([]);
    await settled(acme);
    expect(await revokedReasons(acme)).toEqual({ [hostname]: "host_removed", [acme.host]: null });
    expect(await endings(acme)).toEqual([
      {
        target_type: "hostname",
        target_id: id,
        data: { reason: "host_removed", closed: 1 },
        actor_id: acme.admin.id,
      },
    ]);
  });

  test("a name that comes back finds nobody signed in, and lets no sign-in in that had begun before", async () => {
    const { acme, id, hostname, there } = await served();
    const asOf = await acme.revision();
    must(await acme.giveUp(id));
    const open = (at: number) => acme.open(acme.newSession(acme.admin), at, undefined, hostname);
    expect(await open(asOf)).toEqual({ ok: false, failure: "host_moved" });
    await acme.active(hostname);
    expect(await acme.hosts()).toEqual([acme.host, hostname]);
    // A refusal that has browsers forget their cookie, not one that tells them the host is nobody's.
    expect(await acme.verdict(there, hostname)).toBe("session_revoked");
    expect(await open(asOf)).toEqual({ ok: false, failure: "revoked" });
    await world.restart();
    expect(await acme.verdict(there, hostname)).toBe("session_revoked");
    expect(await open(asOf)).toEqual({ ok: false, failure: "revoked" });
    const later = await signInAt(acme, hostname, acme.admin);
    expect(await acme.verdict(later, hostname)).toBe("admitted");
    await settled(acme);
    expect(await world.sql`select revoked_at from sessions where id = ${later.id}`).toEqual([{ revoked_at: null }]);
  });

  test("a token that was minted there is worth nothing any more", async () => {
    const { acme, id, hostname, there } = await served();
    const admitted = await acme.admit(there, hostname);
    if (!admitted.admitted) throw new Error("Not admitted");
    const { sessionVersion, epoch } = admitted;
    const token = { kind: "token", sessionId: there.id, userId: there.person.id, sessionVersion, epoch } as const;
    expect(await acme.verdict(token, hostname)).toBe("admitted");
    must(await acme.giveUp(id));
    expect(await acme.verdict(token, hostname)).toBe("host_moved");
    await acme.active(hostname);
    expect(await acme.verdict(token, hostname)).toBe("session_revoked");
  });

  test("nobody is told twice, and nothing is written of a host where nobody was", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id } = await acme.active();
    must(await acme.giveUp(id));
    await settled(acme);
    expect(await endings(acme)).toEqual([]);
  });
});

test.each([
  ["is interrupted", (hostname: string) => registrationOf(hostname, "active", "pending_validation")],
  ["moves away", (hostname: string) => registrationOf(hostname, "moved", "active")],
  ["fails", (hostname: string) => registrationOf(hostname, "blocked", "active")],
  ["is gone from Cloudflare", () => null],
])("when a hostname %s, its sessions end at once and do not come back with it", async (_, seen) => {
  const { acme, id, hostname, there, here } = await served();
  must(await acme.event(id, { kind: "observed", registration: seen(hostname) }));
  expect(await acme.verdict(there, hostname)).toBe("host_moved");
  expect(await acme.hosts()).toEqual([acme.host]);
  must(await acme.event(id, { kind: "retried" }));
  must(await acme.observe(id, hostname, "active", "active"));
  expect(await acme.verdict(there, hostname)).toBe("session_revoked");
  expect(await acme.verdict(here)).toBe("admitted");
  await settled(acme);
  expect(await revokedReasons(acme)).toEqual({ [hostname]: "host_removed", [acme.host]: null });
});

test("a host that goes behind the gatekeeper's back takes its sessions with it, although it comes back the same way", async () => {
  const { acme, id, hostname, there, here } = await served();
  const asOf = await acme.revision();
  await acme.byHand((sql) => sql`update hostnames set state = 'error' where id = ${id}`);
  await acme.wake();
  await eventually(
    () => acme.verdict(there, hostname),
    (verdict) => verdict === "host_moved",
  );
  await acme.byHand((sql) => sql`update hostnames set state = 'active' where id = ${id}`);
  await acme.wake();
  await eventually(
    () => acme.verdict(there, hostname),
    (verdict) => verdict === "session_revoked",
  );
  expect(await acme.open(acme.newSession(acme.admin), asOf, undefined, hostname)).toEqual({
    ok: false,
    failure: "revoked",
  });
  expect(await acme.verdict(here)).toBe("admitted");
  await settled(acme);
  expect(await revokedReasons(acme)).toEqual({ [hostname]: "host_removed", [acme.host]: null });
  expect(await endings(acme)).toMatchObject([{ target_id: id, actor_id: null, data: { closed: 1 } }]);
});

describe.each(["after", "before"] as const)("when the connection breaks %s Postgres has it", (where) => {
  const cutOff = () => world.line.cutAtNextChange(where).then(() => world.line.cut());

  test("a removal counts as done until Postgres has been read, and its sessions as ended for good", async () => {
    const { acme, id, hostname, there, here } = await served();
    const page = await world.live({ organizationId: acme.id, host: hostname, tokenHash: there.tokenHash });
    const { version } = await acme.hostname(id);
    const asOf = await acme.revision();
    const { configVersion: knownConfigVersion } = await acme.snapshot();
    const cut = cutOff();
    expect(await acme.giveUp(id, { expectedVersion: version })).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    // Whoever goes by the configuration from before is told, and must not keep what they are told as a version.
    const question = { organizationId: acme.id, host: acme.host, knownConfigVersion };
    const told = { kind: "welcome", snapshot: { hosts: [acme.host], configVersion: 0 } };
    expect(await acme.gatekeeper.visit(question)).toMatchObject(told);
    expect(await acme.hosts()).toEqual([acme.host]);
    expect(await acme.verdict(there, hostname)).toBe("host_moved");
    expect(await acme.verdict(here)).toBe("admitted");
    expect((await page.closed).code).toBe(4401);
    const open = (host: string) => acme.open(acme.newSession(acme.admin), asOf, undefined, host);
    expect(await open(hostname)).toEqual({ ok: false, failure: "host_moved" });
    await world.restart();
    expect(await acme.verdict(there, hostname)).toBe("host_moved");
    world.line.mend();
    await settled(acme);
    const isDone = where === "after";
    expect(await acme.hosts()).toEqual(isDone ? [acme.host] : [acme.host, hostname]);
    expect(await acme.verdict(there, hostname)).toBe(isDone ? "host_moved" : "session_revoked");
    expect(await open(hostname)).toEqual({ ok: false, failure: isDone ? "host_moved" : "revoked" });
    expect(await acme.verdict(here)).toBe("admitted");
    expect(await revokedReasons(acme)).toEqual({ [hostname]: "host_removed", [acme.host]: null });
    expect(await endings(acme)).toMatchObject([{ target_id: id, data: { reason: "host_removed", closed: 1 } }]);
    const again = await acme.giveUp(id, { expectedVersion: version });
    expect(again).toMatchObject(isDone ? { ok: false, failure: "stale" } : { ok: true });
    expect((await acme.story(id)).filter(({ event }) => event === "hostname.removed")).toHaveLength(1);
  });

  test("what Cloudflare takes away counts as taken, too", async () => {
    const { acme, id, hostname, there } = await served();
    const cut = cutOff();
    expect(await acme.observe(id, hostname, "moved", "active")).toMatchObject({ ok: false });
    await cut;
    expect(await acme.verdict(there, hostname)).toBe("host_moved");
    world.line.mend();
    await settled(acme);
    const isDone = where === "after";
    expect(await acme.hosts()).toEqual(isDone ? [acme.host] : [acme.host, hostname]);
    expect((await acme.news(id)).filter((news) => news.startsWith("moved"))).toHaveLength(isDone ? 2 : 0);
    // Seen again: the mails are not doubled.
    must(await acme.observe(id, hostname, "moved", "active"));
    expect((await acme.news(id)).filter((news) => news.startsWith("moved"))).toHaveLength(2);
  });

  test("a host that would be added is not served until Postgres has been read", async () => {
    const acme = await HostnameOrganization.create(world);
    const { id, hostname } = await acme.proven();
    const asOf = await acme.revision();
    const cut = cutOff();
    expect(await acme.observe(id, hostname, "active", "active")).toEqual({ ok: false, failure: "unavailable" });
    await cut;
    const open = () => acme.open(acme.newSession(acme.admin), asOf, undefined, hostname);
    expect(await open()).toEqual({ ok: false, failure: "host_moved" });
    await world.restart();
    expect(await open()).toEqual({ ok: false, failure: "host_moved" });
    world.line.mend();
    await settled(acme);
    const isDone = where === "after";
    expect(await open()).toMatchObject(isDone ? { ok: true } : { ok: false, failure: "host_moved" });
    must(await acme.observe(id, hostname, "active", "active"));
    expect(await open()).toMatchObject({ ok: true });
    expect(await acme.news(id)).toHaveLength(2);
    expect((await acme.story(id)).map(({ event }) => event)).toEqual([
      "hostname.added",
      "hostname.proven",
      "hostname.activated",
    ]);
  });
});

test("a verdict that is out on lease for a removed host is over before the removal is acknowledged", async () => {
  const { acme, id, hostname, there } = await served();
  const question = { host: hostname, credential: cookieOf(there) };
  let granted = { askedAt: 0, lease: Infinity };
  for (let batch = 0; batch < 6; batch += 1) {
    const askedAt = performance.now();
    const answer = await acme.ask(Array.from({ length: 250 }, () => question));
    if (answer.kind === "answered" && answer.leaseMilliseconds !== undefined)
      granted = { askedAt, lease: answer.leaseMilliseconds };
  }
  // It began after it was asked for, however long the answer took.
  const { askedAt, lease } = granted;
  expect(lease).toBeGreaterThan(0);
  const removal = acme.giveUp(id).then((result) => ({ result, took: performance.now() - askedAt }));
  await eventually(
    () => acme.verdict(there, hostname),
    (verdict) => verdict === "host_moved",
  );
  const { result, took } = await removal;
  must(result);
  expect(took).toBeGreaterThanOrEqual(lease);
});
